import type { DedupeMode } from '../../../src/systems/contract.js'
import type { Language, Stranger, Trial } from './trial.js'

const every: readonly DedupeMode[] = ['none', 'idempotency-key', 'external-reference']

function innocentIn(scenarios: readonly string[], modes: readonly DedupeMode[] = every): readonly Trial[] {
  return scenarios.map((scenario) => ({ scenario, variants: ['clean', 'faulty', 'storm'], modes, end: { verdict: 'innocent' } }))
}

function oddOf(
  language: Language,
  odd: string,
  line: string,
  scenarios: readonly string[] = ['line-day'],
  settings: Stranger['settings'] = {},
): Stranger {
  return { language, odd, line, settings, trials: innocentIn(scenarios) }
}

const byFile = { file: '${MFGSYNC_STATE_DIR}/for-people.jsonl', fields: { key: 'fact' } } as const
const byJob = { patience: { retry_interval_ms: 3000, client_timeout_ms: 1000 } }

/** Every language without a mistake. */
const plain: readonly Stranger[] = (['node', 'python', 'perl', 'java', 'bash'] as const).map((language) => ({
  language,
  line: 'makes no mistake',
  trials: [
    ...innocentIn(['line-day']),
    ...innocentIn(
      ['hello-confirmation', 'mes-confirmation-burst', 'not-released-yet', 'odd-names', 'errors-of-both-kinds', 'side-by-side'],
      ['none'],
    ),
  ],
}))

/** Unusual, and right: no check fails. */
export const innocent: readonly Stranger[] = [
  ...plain,
  oddOf('python', 'people-by-job', 'tells people by a job every two seconds', ['line-day'], byJob),
  oddOf('python', 'tries-three-times', 'tries what is refused three times, 0.7 s apart', ['line-day', 'refused-for-good']),
  oddOf('python', 'closes-by-job', 'tells people at once and closes by a job what is posted after all', ['not-released-yet'], byJob),
  ...(['python', 'node'] as const).map((language) =>
    oddOf(language, 'two-halves', 'makes two postings of a fact, KEY#1 and KEY#2, and reverses both', ['line-day']),
  ),
  oddOf('python', 'holds-what-follows', 'holds what follows a refused fact in its order, and tells people so', [
    'line-day',
    'refused-for-good',
  ]),
  ...(['python', 'java'] as const).map((language) =>
    oddOf(language, 'whole-pieces', 'posts whole pieces; the last takes what rounding left over', ['broken-pieces']),
  ),
  oddOf('node', 'batches', 'one posting for all confirmations of an operation that are there', ['mes-confirmation-burst']),
  oddOf('python', 'posts-reverses-posts', 'posts, takes it back, and posts again', ['line-day']),
  ...(['perl', 'java', 'bash'] as const).map((language) => oddOf(language, 'looks-first', 'looks in the ERP before every posting')),
  ...(['perl', 'node'] as const).map((language) =>
    oddOf(language, 'people-by-file', 'hands what is refused to people in a file', ['line-day'], { exceptions: byFile }),
  ),
  oddOf('node', 'takes-now-works-later', 'answers 202, and works off a durable queue every second and a half', ['line-day'], {
    patience: { retry_interval_ms: 3000, client_timeout_ms: 1000 },
  }),
]
