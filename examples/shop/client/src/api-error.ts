import axios from 'axios'

/** The API refused a request, or could not answer it. */
export class ApiError extends Error {
  /** None when there was no answer. */
  readonly status: number | undefined
  readonly code: string

  constructor(message: string, { status, code, cause }: { status?: number; code: string; cause: unknown }) {
    super(message, { cause })
    this.name = 'ApiError'
    this.status = status
    this.code = code
  }

  static from(error: unknown): ApiError {
    const status = axios.isAxiosError(error) ? error.response?.status : undefined
    const body = axios.isAxiosError<{ error?: { code?: string; message?: string } } | undefined>(error)
      ? error.response?.data?.error
      : undefined
    const message = body?.message ?? (error instanceof Error ? error.message : String(error))
    return new ApiError(message, {
      ...(status !== undefined && { status }),
      code: body?.code ?? 'no_answer',
      cause: error,
    })
  }
}
