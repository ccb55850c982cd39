import type { Browser } from 'playwright-core'

export declare function browserPath(): string | undefined
export declare function launchBrowser(): Promise<Browser>
