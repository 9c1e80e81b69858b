import { paletteCss } from './palette.js'

/** The style of the page: no file, no font and no picture is loaded. */
export const style = `
:root{color-scheme:light dark;${paletteCss}--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem}
body{margin:0;font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--text);background:var(--page)}
main,.top,footer{max-width:76rem;margin:0 auto;padding:0 1.5rem}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}
h1,h2,h3,h4{line-height:1.25;text-wrap:balance}
h1{font-size:1.9rem;margin:.2rem 0 .6rem;letter-spacing:-.015em}
h2{font-size:1.25rem;margin:0 0 1rem;letter-spacing:-.01em}
h3{font-size:1rem;margin:1.4rem 0 .6rem}
p{margin:.4rem 0}
code,pre{font-family:var(--mono);font-size:.86em}
pre{margin:.5rem 0;padding:.8rem 1rem;background:var(--raised);border-radius:8px;white-space:pre-wrap;overflow-wrap:anywhere;max-height:28rem;overflow:auto}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:1}
.top{display:flex;flex-wrap:wrap;gap:.4rem 1.4rem;align-items:baseline;padding-top:1.1rem;padding-bottom:1.1rem}
.brand{font-weight:700;letter-spacing:.02em}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;margin:0;padding:0}
nav a{color:var(--muted);text-decoration:none}
nav a:hover{color:var(--text);text-decoration:underline}
section,.hero{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.5rem;margin:0 0 1.25rem}
.hero{border-top:5px solid var(--tone)}
.hero .verdict{display:inline-flex;gap:.5rem;align-items:center;font-weight:700;font-size:1rem;color:var(--ink);background:var(--soft);border-radius:999px;padding:.3rem .95rem;margin:0}
.good{--tone:var(--goodFill);--ink:var(--good);--soft:var(--goodSoft)}
.bad{--tone:var(--badFill);--ink:var(--bad);--soft:var(--badSoft)}
.warn{--tone:var(--warnFill);--ink:var(--warn);--soft:var(--warnSoft)}
.idle{--tone:var(--idleFill);--ink:var(--idle);--soft:var(--idleSoft)}
.reasons{margin:.8rem 0 0;padding-left:1.2rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.7rem 1.6rem;margin:1.2rem 0 0;padding-top:1.1rem;border-top:1px solid var(--line)}
.facts dt,.kpi dt{color:var(--muted);font-size:.82rem}
.facts .wide{grid-column:span 2}
.facts dd{margin:0;overflow-wrap:anywhere}
.kpis{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:1rem;margin:0 0 1.25rem}
.kpi{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1rem 1.2rem}
.kpi{margin:0}.kpi dd{margin:0}
.kpi .n{font-size:1.7rem;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums;color:var(--ink,var(--text))}
.kpi .unmeasured{font-size:1.05rem;font-weight:500;color:var(--muted);line-height:2.5rem}
.kpi .of{color:var(--muted);font-size:.85rem}
.finding{border:1px solid var(--line);border-left:5px solid var(--tone);border-radius:10px;margin:0 0 .9rem}
.finding>summary{padding:.8rem 1rem;display:flex;flex-wrap:wrap;gap:.3rem .8rem;align-items:baseline}
.finding>summary h3{display:inline;margin:0}
.finding .in{padding:0 1rem 1rem}
.finding .compare{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:0 1rem}
.finding h4{margin:.9rem 0 .1rem;font-size:.82rem;color:var(--muted);font-weight:600}
summary{cursor:pointer}
summary:hover h3,summary:hover .t{text-decoration:underline;text-underline-offset:.15em}
.badge{display:inline-block;white-space:nowrap;font-size:.8rem;font-weight:650;color:var(--ink);background:var(--soft);border-radius:999px;padding:.08rem .6rem}
.muted{color:var(--muted)}
.small{font-size:.86rem}
ol.steps{list-style:none;margin:.3rem 0;padding:0}
ol.steps li{display:grid;grid-template-columns:1.4rem 4.2rem 1fr auto;gap:.2rem .5rem;padding:.12rem 0}
ol.steps .k{color:var(--muted)}
ol.steps .m{color:var(--ink);font-weight:700}
ol.steps .ms{color:var(--muted);font-variant-numeric:tabular-nums;font-size:.86rem}
.wrap{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.93rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
th,td{text-align:left;vertical-align:top;padding:.45rem .7rem;border-bottom:1px solid var(--line)}
thead th{font-size:.82rem;font-weight:600;color:var(--muted);white-space:nowrap}
tbody th{font-weight:500}
tr:last-child>*{border-bottom:0}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td .badge{margin:0}
.where{font-family:var(--mono);font-size:.82rem;overflow-wrap:anywhere;color:var(--muted)}
.cols{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(30rem,100%),1fr));gap:1rem 2rem;align-items:start}
figure{margin:0 0 1.2rem}
.cols figure svg{width:100%}
figcaption{color:var(--muted);font-size:.86rem}
svg{display:block;max-width:100%;height:auto}
svg text{fill:var(--text);font:13px system-ui,sans-serif}
svg .q{fill:var(--muted);font-size:12px}
svg .f-good{fill:var(--goodFill)}svg .f-bad{fill:var(--badFill)}svg .f-warn{fill:var(--warnFill)}svg .f-idle{fill:var(--idleFill)}
svg .f-bar{fill:var(--link)}
svg .track{fill:var(--raised)}
svg .axis{stroke:var(--line);stroke-width:1}
svg .mark{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:4 3}
svg .life{stroke:var(--line);stroke-dasharray:3 4}
svg .call{stroke:var(--text);stroke-width:1.3;fill:none}
svg .call.failed{stroke:var(--badFill)}
svg .head{fill:var(--raised);stroke:var(--line)}
.filter{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin:0 0 1rem}
.filter label{display:grid;gap:.2rem;font-size:.82rem;color:var(--muted)}
.filter input,.filter select{font:inherit;color:var(--text);background:var(--page);border:1px solid var(--idleFill);border-radius:8px;padding:.35rem .6rem}
.filter input{width:min(20rem,70vw)}
.filter output{color:var(--muted);padding-bottom:.4rem}
[hidden]{display:none!important}
footer{color:var(--muted);font-size:.86rem;padding-top:.4rem;padding-bottom:2.5rem}
@media (max-width:40rem){main,.top,footer{padding-left:.8rem;padding-right:.8rem}section,.hero{padding:1rem}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{nav,.filter,.skip{display:none!important}body{background:none}section,.hero,.kpi{break-inside:avoid-page;border-color:#999}pre{max-height:none}details::details-content{content-visibility:visible;height:auto}}
`
