/** The name of the file with the severities of the policies in its folder and below. */
export const configName = 'nbroute.json';

/** Whether a path or URI is that of an nbroute.json. */
export function isConfigFile(path: string): boolean {
  return path.split(/[/\\]/).at(-1) === configName;
}
