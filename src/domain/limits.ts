/** Every limit of the product, units in the names. Whatever is cut off says so, with the count. */
export const limits = {
  /** Largest request body that a simulated system reads; the rest is answered 413 and not kept. */
  request_body_bytes_max: 8 * 1024 * 1024,
  /** Values in the body of a request, however deep they stand; one of more is not understood. */
  request_values_count_max: 20_000,
  /** All headers of a request together; more is answered 431. */
  request_headers_bytes_max: 64 * 1024,
  /** Of a body that is too large, this much more is read and thrown away, so that the client can read its 413. */
  request_drain_bytes_max: 16 * 1024 * 1024,
  /** How long a system's server tries to get its port back after an outage. */
  listen_again_ms_max: 5_000,
  /** Connections that one system's server holds at once. */
  connections_count_max: 60_000,
  /** Text of a value (reason, message, path) in one journal record. */
  journal_text_chars_max: 2_000,
  /** Keys in one record: a batch posting may carry a reference list. */
  keys_per_call_count_max: 500,
  /** Records are written in batches of about this size. */
  journal_batch_bytes: 64 * 1024,
  /** A record is on disk after this long at the latest. */
  journal_flush_ms_max: 50,
  /** One record; a longer one is replaced by a harness error that says so. */
  journal_line_bytes_max: 4 * 1024 * 1024,
  /** A longer line of a stored journal is none: the file is something else. */
  journal_line_read_bytes_max: 64 * 1024 * 1024,
  /** Largest case file that is read. */
  case_bytes_max: 256 * 1024 * 1024,
  /** Longest line of a stored session, or of what the reporter blob wrote: all that is said of one run. */
  blob_line_chars_max: 64 * 1024 * 1024,
  /** What is kept of a target's output over a run; the end of the file counts what was cut. */
  target_log_bytes_max: 20 * 1024 * 1024,
  /** One line of a target's output. */
  target_log_line_chars_max: 8_000,
  /** Last lines of a target's output that a report quotes. */
  target_log_tail_lines: 32,
  /** How long a target may take until it is ready, unless the config says otherwise. */
  target_ready_ms_max: 15_000,
  /** How long a target may take to end after SIGTERM before it is killed, and that is a finding. */
  target_stop_ms_max: 10_000,
  /** Between SIGTERM and SIGKILL when a run is interrupted: somebody waits for its end. */
  target_hurry_ms_max: 700,
  /** How long the processes of a killed target may take to be gone. */
  target_kill_ms_max: 5_000,
  /** A start, stop, kill or reset hook that says nothing else. */
  target_hook_ms_max: 30_000,
  /** Between two looks at a file or a list of exceptions. */
  exceptions_poll_ms: 200,
  /** One line of a file of exceptions. */
  exceptions_line_bytes_max: 1024 * 1024,
  /** A run's directory, over all. */
  run_bytes_max: 2 * 1024 * 1024 * 1024,
  /** A longer journal is not judged after an interruption, and while one is read a signal ends the process as the system does. */
  journal_at_once_bytes_max: 8 * 1024 * 1024,
  /** How long a run waits for what is still expected, where the config says nothing of the target's pace. */
  patience_ms_default: 60_000,
  /**
   * How long nothing may have moved before a run with nothing expected is at rest; after a call that did not succeed, the retry interval
   * that the target declares, if that is longer. What a target does later than that is not seen.
   */
  quiet_ms_default: 300,
  /** What reached a target this recently before its call does not count as known to it. */
  grace_ms_default: 250,
  /** How long a target has to take back what it posted too often, unless it declares a longer retry interval. */
  excess_ms_max: 2_000,
  /** On the virtual clock: how long a run waits, in real time, for something real (a file, a socket) before it goes on without it. */
  real_work_ms_max: 10_000,
  /** From here on a lateness of the run itself is journalled. */
  late_ms_min: 50,
  /** From here on, or from a quarter of the shortest time that a client waited, a lateness clears who is accused across it. */
  late_ms_max: 250,
  /** A patience of which so much per cent was lateness of the run itself convicts nobody. */
  late_percent_max: 20,
  /** Of --jobs: where the runs under way are late for more than so much per cent of their time, fewer begin; below half of it, more. */
  jobs_late_percent_max: 10,
  /** Of --jobs: the number of runs at once changes after so much time of theirs, or at once after a lateness that clears the accused. */
  jobs_window_ms: 1_000,
  /** A line about what is waited for, where nothing else was told for so long. */
  waiting_told_ms: 5_000,
  /** Runs that are still active after this are judged as they are; liveness is `unknown`. */
  run_ms_max: 15 * 60_000,
  /** Mistakes of one file that are told at once; the rest are counted. */
  diagnostics_count_max: 20,
  /** Mistakes of one file that are looked at. */
  diagnostics_kept_count_max: 1_000,
  /** Of what a target says when it refuses a delivery. */
  refusal_chars_max: 200,
  /** A target that refuses so many facts, each so often, and never did anything else, is not set up. */
  refused_facts_count_min: 3,
  refused_tries_count_min: 6,
  /** Largest scenario or config file that is read, and how deep its brackets may nest. */
  yaml_bytes_max: 1024 * 1024,
  /** Nesting of a scenario or config file. */
  yaml_depth_max: 64,
  /** Facts and steps that the twin goes through again to answer what it is asked; beyond them it is not asked. */
  twin_replays_count_max: 2_000_000,
  /** Rows of the reconciliation table; the rest are counted. */
  reconciliation_rows_max: 20,
  /** Broken promises of one run that are told in full; --verbose tells all. */
  witnesses_count_max: 3,
  /** Entries on one page of a change feed. */
  feed_page_count_max: 200,
  /** Exceptions on one page of the desk's list. */
  exceptions_list_count_max: 1_000,
  /** Documents in one answer of a query; the answer says how many more there are. */
  documents_list_count_max: 1_000,
  /** Idempotency keys that a system remembers, whatever its window says; the oldest are forgotten. */
  idempotency_keys_count_max: 100_000,
  /** Differences that an answer names; the last line says how many more there are. */
  differences_count_max: 20,
  /** Records of one fact beyond this are counted, not kept, when a failure is explained; effects and cited records always are. */
  explained_records_per_fact_count_max: 500,
  /** Kills, marks and link windows that are kept for explanations: they belong to every story. */
  explained_background_count_max: 200,
  /** Landscapes of their own that one `mfgsync serve` holds beside its first; one more is refused until one is deleted. */
  served_sessions_count_max: 32,
  /** Of each served landscape, the records that are kept from its start on: what its checks judge. */
  served_head_bytes_max: 12 * 1024 * 1024,
  /** Of each served landscape, the newest records that are kept beside those; what lies between is counted. */
  served_tail_bytes_max: 4 * 1024 * 1024,
  /** Effects and exceptions that one served landscape holds (a posting has three or so); what would post more is refused. */
  served_entries_count_max: 300_000,
  /** Plans of sessions that are kept for the next session that wants the same. */
  served_plans_count_max: 16,
  /** Records in one answer of a served journal, unless the caller asks for fewer or more. */
  served_page_count_default: 1_000,
  /** Records in one answer of a served journal, whatever the caller asks for. */
  served_page_count_max: 10_000,
  /** Subjects whose attempts a link counts; the oldest are forgotten, and counted from one again. */
  attempts_subjects_count_max: 200_000,
  /** Messages and events of a run that a page has, those nearest to what failed; it counts the rest. */
  page_entries_count_max: 2_500,
  /** The same of each further run of a session. */
  page_more_entries_count_max: 800,
  /** Records of a longer run that its page follows, beside those up to what is told; it counts the rest. */
  page_records_count_max: 300_000,
  /** Runs that a page of a session tells in full: one per cause. */
  page_runs_count_max: 12,
  /** Runs that such a page lists. */
  page_rows_count_max: 1_000,
  markdown_report_bytes_max: 1024 * 1024,
} as const
