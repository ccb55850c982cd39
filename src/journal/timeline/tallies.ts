import { Tally } from './tally.js'

/** What is counted of a run as it goes on. Of what is said to be so many at a record the numbers up to it are taken. */
export class Tallies {
  readonly facts = new Tally()
  /** Facts that the target has to post, and those of them that were posted, handed to people or given up. */
  readonly obliged = new Tally()
  readonly settled = new Tally()
  readonly excepted = new Tally()
  /** Messages that were on their way, and those of them whose end is known. */
  readonly sent = new Tally()
  readonly answered = new Tally()
  /** Ends that leave a doubt whether something was posted. */
  readonly doubts = new Tally()
  /** Facts whose first effect came, with the milliseconds that it took. */
  readonly posted = new Tally()

  forgetBefore(seq: number): void {
    for (const tally of Object.values(this)) (tally as Tally).forgetBefore(seq)
  }
}
