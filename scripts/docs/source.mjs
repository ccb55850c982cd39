// What the product was asked to cover, row by row: systems, patterns, controls, figures, points of governance. The only list.
// A row is shown by the members that carry its id: `covers` of flows, checks and figures, tags of scenarios; and by whatever has its very
// name. Where no scenario carries it, those are named that have its flows.

const row = (id, title, more = {}) => ({ id, title, ...more })

export const sections = [
  {
    name: 'systems',
    title: 'Systems',
    rows: [
      row('erp', 'ERP: orders, bills of material, stock, postings'),
      row('mes', 'MES: what the shop floor made, used, scrapped, and when it stood still'),
      row('wms', 'WMS: bins, lots, receipts, movements, counts'),
      row('plm', 'PLM: items, revisions, changes, approvals'),
      row('qms', 'Quality: lots, decisions, holds, nonconformances'),
      row('cmms', 'Maintenance: equipment, notifications'),
      row('proc', 'Procurement: vendors, sourcing signals'),
      row('plan', 'Planning: forecasts and their versions'),
    ],
  },
  {
    name: 'patterns',
    title: 'Patterns of integration',
    rows: [
      row('bom-release', 'A released bill of material: PLM to ERP, MES and procurement'),
      row('lot-receipt', 'A lot that is received, decided upon and put on hold: WMS and quality to ERP, WMS and MES'),
      row('confirmations', 'Confirmations of production: MES to ERP, also after an outage of the network'),
      row('inventory-movement', 'Movements of inventory: WMS to ERP and MES'),
      row('bom-rollback', 'A revision that is taken back: PLM to ERP and MES'),
      row('item-master', 'Master data of items: PLM to ERP, MES and WMS'),
      row('order-dispatch', 'Orders that are released: ERP to MES'),
      row('corrections', 'What was entered wrongly and is cancelled: MES to ERP'),
      row('scrap-and-downtime', 'Scrap and stops: MES to ERP, quality and maintenance'),
      row('planning-version', 'Versions of a forecast, read by schedule and by trigger: PLAN to ERP'),
      row('whole-shift', 'All of it at once'),
    ],
  },
  {
    name: 'controls',
    title: 'Controls',
    rows: [
      row('revision-validation', 'Revisions: what stands in the bill of material, and which of them an order is made by'),
      row('effectivity', 'Effectivity, by the date of the plant'),
      row('approval-gates', 'Nothing is active before all have approved'),
      row('idempotency', 'Once each, however often it is sent'),
      row('lot-status', 'Status and attributes of lots: nothing is used that is not free'),
      row('location-mapping', 'Which storage location a bin is'),
      row('units', 'Units and rounding'),
      row('order-of-facts', 'Order, where it is owed, and newer over older'),
      row('status-map', 'Which status of one system is which of the other'),
      row('substitutes', 'Substitutes, optional components, information'),
      row('inventory-counts', 'Counts are posted as the difference'),
      row('conservation', 'Quantities add up, in a system and across systems'),
      row('side-effects', 'What is told to others beside a posting, once, and taken back with it'),
      row('business-dates', 'Business dates and posting periods'),
      row('plants', 'Plants with the same numbers'),
      row('late-data', 'Master data that come later than what needs them'),
      row('refusals', 'Refusals: what passes is tried again, what does not goes to people'),
      row('crashes', 'An integration that dies, and goes on'),
      row('timeliness', 'How long it takes, and that what has piled up drains', { command: 'mfgsync simulate mes-confirmation-burst' }),
      row('plan-versions', 'A plan is active whole, in one version'),
      row('serials', 'Serial numbers: none is made twice'),
      row('genealogy', 'Which lot went into which'),
      row('subcontracting', 'Stock at a vendor'),
      row('plant-transfer', 'Transfers between plants'),
      row('telemetry', 'Counts of machines, by the second'),
      row('schema-rollout', 'Two versions of a message side by side'),
    ],
  },
  {
    name: 'figures',
    title: 'Figures of a plant',
    rows: [
      row('orders-without-bom', 'Orders blocked for want of a bill of material'),
      row('orders-without-material', 'Orders blocked for want of material'),
      row('mismatches-by-location', 'Mismatches by location'),
      row('confirmations-pending', 'Confirmations pending'),
      row('approvals-waiting', 'Approvals waiting'),
      row('lots-on-hold', 'Lots on hold, by age'),
      row('sync-failures', 'Sync failures by owner'),
      row('plan-in-force', 'Plan in force'),
    ],
  },
  {
    name: 'governance',
    title: 'Governance',
    rows: [
      row('system-of-record', 'Every field is written by the system that owns it'),
      row('who-decides', 'Approvals, usage decisions and dispositions are made by those whose they are'),
      row('no-back-door', 'Nothing is posted that stands for nothing'),
      row('exceptions-have-owners', 'What cannot be posted is with somebody, with a reason, until it is dealt with'),
      row('traceability', 'From every document to the fact that it stands for'),
      row('audit-trail', 'Which version stood where, and since when'),
      row('references', 'Nothing refers to what there is not'),
      row('known-failures', 'Failures that are known have an owner, a reason and an end', { command: 'mfgsync simulate --help' }),
    ],
  },
]

export const rows = sections.flatMap(({ rows: own }) => own)
