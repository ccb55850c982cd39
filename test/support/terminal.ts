import { PassThrough } from 'node:stream'
import xterm from '@xterm/headless'

/** A terminal that draws into memory: what stands on it can be read, and keys can be pressed. */
export class TestTerminal {
  readonly stdout: NodeJS.WriteStream
  readonly stdin: NodeJS.ReadStream
  readonly #term: InstanceType<typeof xterm.Terminal>
  readonly #keys = new PassThrough()
  readonly #out = new PassThrough()
  /** Everything that was written to it. */
  written = ''
  raw = false

  constructor(columns: number, rows: number) {
    this.#term = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 200, convertEol: true })
    this.#out.on('data', (bytes: Buffer) => {
      this.written += bytes.toString()
      this.#term.write(bytes)
    })
    this.stdout = Object.assign(this.#out, { isTTY: true, columns, rows }) as unknown as NodeJS.WriteStream
    const setRawMode = (raw: boolean): void => {
      this.raw = raw
    }
    const none = (): void => undefined
    this.stdin = Object.assign(this.#keys, { isTTY: true, setRawMode, ref: none, unref: none }) as unknown as NodeJS.ReadStream
  }

  /** One chunk of input. */
  press(keys: string): void {
    this.#keys.write(keys)
  }

  resize(columns: number, rows: number): void {
    Object.assign(this.stdout, { columns, rows })
    this.#term.resize(columns, rows)
    this.stdout.emit('resize')
  }

  /** The screen as it stands, once everything that was written has been taken in. */
  async screen(): Promise<string> {
    await new Promise<void>((resolve) => this.#term.write('', resolve))
    const { active } = this.#term.buffer
    return Array.from({ length: this.#term.rows }, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '').join('\n')
  }

  get isOnOtherScreen(): boolean {
    return this.#term.buffer.active.type === 'alternate'
  }

  get cursorHidden(): boolean {
    return this.written.lastIndexOf('\x1b[?25l') > this.written.lastIndexOf('\x1b[?25h')
  }
}

/** Whether anything in it is coloured, bold or turned round. */
export function isColoured(written: string): boolean {
  return written.split('\x1b[').some((part) => /^\d[\d;]*m/.test(part))
}
