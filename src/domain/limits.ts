/** Every limit of the product, units in the names. Whatever is cut off says so, with the count. */
export const limits = {
  /** Largest request body that a simulated system reads; the rest is answered 413 and not kept. */
  request_body_bytes_max: 8 * 1024 * 1024,
  request_headers_bytes_max: 64 * 1024,
  /** Connections that one system's server holds at once. */
  connections_count_max: 60_000,
  /** Text of a value (reason, message, path) in one journal record. */
  journal_text_chars_max: 2_000,
  /** Keys in one record: a batch posting may carry a reference list. */
  keys_per_call_count_max: 500,
  /** Records are written in batches of about this size. */
  journal_batch_bytes: 64 * 1024,
  journal_flush_ms_max: 50,
  journal_line_bytes_max: 4 * 1024 * 1024,
  target_log_bytes_max: 20 * 1024 * 1024,
  target_log_line_chars_max: 8_000,
  target_log_tail_lines: 32,
  target_ready_ms_max: 15_000,
  target_stop_ms_max: 3_000,
  target_kill_ms_max: 5_000,
  /** A run's directory, over all. */
  run_bytes_max: 2 * 1024 * 1024 * 1024,
  patience_ms_default: 60_000,
  quiet_ms_default: 300,
  grace_ms_default: 250,
  /** Runs that are still active after this are judged as they are; liveness is `unknown`. */
  run_ms_max: 15 * 60_000,
  diagnostics_count_max: 20,
  reconciliation_rows_max: 20,
  witnesses_count_max: 3,
  feed_page_count_max: 200,
  exceptions_list_count_max: 1_000,
} as const
