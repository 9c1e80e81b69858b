import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios'
import { ApiError } from './api-error.js'

export interface User {
  readonly id: number
  readonly name: string
  readonly email: string
  readonly role: 'user' | 'admin'
}

export interface NewUser {
  readonly name: string
  readonly email: string
  readonly role?: User['role']
}

export interface UserClientOptions {
  readonly apiKey?: string
  /** In milliseconds. */
  readonly timeout?: number
}

/** The users of the shop; every method rejects with an ApiError. */
export class UserClient {
  readonly #http: AxiosInstance

  constructor(url: string, { apiKey, timeout = 10_000 }: UserClientOptions = {}) {
    const authorization = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
    this.#http = axios.create({ baseURL: url, timeout, headers: { accept: 'application/json', ...authorization } })
  }

  byId(id: number): Promise<User> {
    return this.#request({ method: 'GET', url: `/api/users/${id}` })
  }

  /** Users whose name or e-mail address holds the words. */
  search(words: string): Promise<User[]> {
    return this.#request({ method: 'GET', url: '/api/users', params: { q: words } })
  }

  create(user: NewUser): Promise<User> {
    return this.#request({ method: 'POST', url: '/api/users', data: user })
  }

  rename(id: number, name: string): Promise<User> {
    return this.#request({ method: 'PATCH', url: `/api/users/${id}`, data: { name } })
  }

  async remove(id: number): Promise<void> {
    await this.#request<unknown>({ method: 'DELETE', url: `/api/users/${id}` })
  }

  async #request<T>(request: AxiosRequestConfig): Promise<T> {
    try {
      const { data } = await this.#http.request<T>(request)
      return data
    } catch (error) {
      throw ApiError.from(error)
    }
  }
}
