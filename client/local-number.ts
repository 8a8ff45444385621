import { env } from 'vscode';

/** A number in the format of the editor's language, such as 65,536 or 65.536. */
export const localNumber = (count: number): string => count.toLocaleString(env.language);
