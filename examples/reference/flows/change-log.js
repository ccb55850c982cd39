/**
 * The warehouse tells everything twice: as receipts, movements and counts, and in its change log. One of the two is enough, and the first
 * says more.
 */
export const changeLog = {
  types: ['org.mfgsync.wms.inventory-change.logged.v1'],
  ignored: true,

  async *tasks() {},
}
