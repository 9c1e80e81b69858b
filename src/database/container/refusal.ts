import { type ContainerData, describeContainer } from './container.js'

/** Why a container did not start, and what to do; the error of Testcontainers is the cause. */
export function notStarted(told: ContainerData, cause: Error, said: string): Error {
  const without = told.engine === 'postgres' ? "'postgres'" : "'mariadb'"
  const name = describeContainer(told)
  const [why] = cause.message.trim().split('\n')
  if (/container runtime strategy/i.test(cause.message))
    return new Error(
      `${name} needs a container runtime, as Docker or Podman are, and none answers (${why}); start it and check with \`docker info\`, or use on: ${without}, which needs none`,
      { cause },
    )
  if (isOfImage(cause))
    return new Error(
      `${name}: the image can not be had (${why}); check its name and its tag, try \`docker pull ${told.image}\`, and log in where its registry asks for that`,
      { cause },
    )
  return new Error(
    `${name} did not start: ${why}; set DEBUG=testcontainers* to see what it does, or use on: ${without}${said === '' ? '' : `. It said last:\n${said}`}`,
    { cause },
  )
}

/** By what Docker and Podman answer to who wants an image. */
function isOfImage(error: Error): boolean {
  return /pull|manifest|no such image|registry|repository|initializing source|toomanyrequests|unauthorized/i.test(
    error.message,
  )
}
