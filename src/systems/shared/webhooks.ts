import type { SystemWords } from '../../domain/words.js'
import type { ParameterObject } from './openapi-document.js'
import { feedSchemas } from './feed.js'
import { ref, type Schema } from './schema.js'

/** What a system tells the world by itself. */
export interface Emits {
  /** "Facts of the shop floor." */
  readonly title: string
  /** The event of the example, as a feed shows it. */
  readonly example: Readonly<Record<string, unknown>>
}

const retryPlan =
  'Sent at least once. Any 2xx answer within the time-out takes it; whatever else comes back, or nothing, and it is sent again: the ' +
  'same event under the same `id`, after a pause that grows from attempt to attempt up to a limit, until it is taken or its attempts ' +
  'are used up and it counts as returned to its sender. A redirect is not followed. Several are under way at once, so that they may ' +
  'arrive out of order; a fact may be sent again later under a new `id`. Time-out, pauses and attempts stand in the plan of a run ' +
  '(`delivery`). With `deliver.credentials_env` in the config, the value of that variable is sent as `Authorization`.'

/** The webhooks of a system: what a target has to be able to take. */
export function webhooksOf(words: SystemWords, { title, example }: Emits): Readonly<Record<string, unknown>> {
  const parameters = Object.entries(feedSchemas['CloudEvent']?.properties ?? {})
    .filter(([name]) => name !== 'data' && name !== 'datacontenttype')
    .map(([name, schema]): ParameterObject => {
      const { description = '', ...rest } = schema
      return { name: `ce-${name}`, in: 'header', required: false, description: `Binary content mode: ${description}`, schema: rest }
    })
  const answer = (description: string): Schema => ({ description })
  return {
    'event.push': {
      post: {
        operationId: 'event.push',
        summary: `${words.short}: ${title}`,
        description: retryPlan,
        parameters,
        requestBody: {
          required: true,
          description: 'CloudEvents 1.0 over HTTP, in the content mode that the config names: structured (the default), or binary.',
          content: {
            'application/cloudevents+json': { schema: ref('CloudEvent'), example },
            'application/json': {
              schema: { type: 'object', description: 'Binary content mode: the payload of the type.' },
              example: example['data'],
            },
          },
        },
        responses: {
          '2XX': answer('It is taken: the target answers for it from now on.'),
          default: answer('It is not taken, and is sent again.'),
        },
      },
    },
  }
}
