/** Situations that a scenario may demand of a run; the run counts them, the vacuity verdict names what was not reached. */
export const mustReachKinds = [
  { name: 'effect-posted', title: 'An effect was posted in the ERP.' },
  { name: 'outage-overlaps-confirmation', title: 'A confirmation occurred while the link from its source to the target was down.' },
  { name: 'delivery-repeated', title: 'A fact was delivered a second time.' },
] as const
