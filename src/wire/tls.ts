import { isIP } from 'node:net'

/** A key and a certificate, in PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

interface Certificates {
  authority: Promise<Certificate> | undefined
  readonly leaves: Map<string, Promise<Certificate>>
}

/** One authority for the process, so that a second copy of this package makes no second one. */
const KEY = Symbol.for('qa-integ.certificates')
const shared = globalThis as { [KEY]?: Certificates }

function certificates(): Certificates {
  shared[KEY] ??= { authority: undefined, leaves: new Map() }
  return shared[KEY]
}

/** Far apart, so that a virtual clock cannot make a certificate that is not valid yet. */
const VALID = { notBeforeDate: new Date('2000-01-01T00:00:00Z'), notAfterDate: new Date('2099-12-31T00:00:00Z') }
const KIND = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256', ...VALID } as const

/** The authority that signs what the services of this process show; it lives in memory and ends with the process. */
export function authority(): Promise<Certificate> {
  const made = certificates()
  made.authority ??= generate('qa-integ authority', {
    ...KIND,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  return made.authority
}

/** The certificate of a host or an IP address. */
export function certificateFor(host: string): Promise<Certificate> {
  const { leaves } = certificates()
  const known = leaves.get(host)
  if (known) return known
  const made = signed(host)
  leaves.set(host, made)
  return made
}

async function signed(host: string): Promise<Certificate> {
  return generate('qa-integ service', {
    ...KIND,
    ca: await authority(),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [isIP(host) ? { type: 7, ip: host } : { type: 2, value: host }] },
    ],
  })
}

type Options = NonNullable<Parameters<typeof import('selfsigned').generate>[1]>

async function generate(commonName: string, options: Options): Promise<Certificate> {
  const selfsigned = await import('selfsigned')
  const { private: key, cert } = await selfsigned.generate([{ name: 'commonName', value: commonName }], options)
  return { key, cert }
}
