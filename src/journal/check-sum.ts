/** A check sum (CRC-32) as a journal says it. */
export function checkSum(sum: number): string {
  return sum.toString(16).padStart(8, '0')
}
