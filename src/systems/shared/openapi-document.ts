import type { Schema } from './schema.js'

export interface ResponseObject {
  readonly description: string
  /** True if the answer says for certain whether an effect happened. */
  readonly 'x-definite': boolean
  /** Codes of the refusals that have this status. */
  readonly 'x-codes'?: readonly string[]
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content: Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>
}

export interface ParameterObject {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description: string
  readonly schema: Schema
}

export interface OperationObject {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tags: readonly string[]
  readonly 'x-posts': boolean
  readonly 'x-dedupe': 'setting' | 'natural' | 'none'
  readonly parameters?: readonly ParameterObject[]
  readonly requestBody?: {
    readonly required: boolean
    readonly description: string
    readonly content: Readonly<
      Record<string, { readonly schema: Schema; readonly examples: Readonly<Record<string, { readonly value: unknown }>> }>
    >
  }
  readonly responses: Readonly<Record<string, ResponseObject | { readonly $ref: string }>>
}

/** An OpenAPI 3.1 document of a system in dialect `plain`. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly jsonSchemaDialect: string
  readonly info: Readonly<Record<'title' | 'version' | 'summary' | 'description', string>> & { readonly license: unknown }
  readonly servers: readonly unknown[]
  readonly tags: readonly unknown[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  readonly webhooks?: Readonly<Record<string, unknown>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>>; readonly responses: Readonly<Record<string, ResponseObject>> }
}
