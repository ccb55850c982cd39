/** The page with every copy of code as the files are now. Throws when a part is not there any more. */
export function embedded(text: string, read: (path: string) => string): string
