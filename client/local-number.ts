import { env } from 'vscode';

/** A number as the language of the editor writes it: 65,536, 65.536. */
export const localNumber = (count: number): string => count.toLocaleString(env.language);
