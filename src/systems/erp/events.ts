/** What the ERP tells of: a production order that was released, as the examples have it. */
export const event = {
  specversion: '1.0',
  id: 'erp-EO-000001-e1',
  source: '/erp/P1',
  type: 'org.mfgsync.erp.production-order.released.v1',
  subject: 'EO-000001',
  time: '2026-03-02T06:00:00.000+01:00',
  datacontenttype: 'application/json',
  data: {
    release: 'EO-000001',
    plant: 'P1',
    order: '100001',
    item: 'FG-100',
    revision: 'A',
    quantity: 240,
    unit: 'EA',
    status: 'released',
    occurredAt: '2026-03-02T06:00:00.000+01:00',
  },
}
