/** The platforms a notebook instance can have (SageMaker API, CreateNotebookInstance, PlatformIdentifier). */
export const platforms: readonly string[] = [
  'notebook-al2023-v1',
  'notebook-al2-v3',
  'notebook-al2-v2',
  'notebook-al2-v1',
  'notebook-al1-v1',
];

export const defaultPlatform = 'notebook-al2023-v1';

/** Platforms that AWS no longer creates notebooks on: Amazon Linux 1, and since July 2026 Amazon Linux 2. */
export function isRetired(platform: string): boolean {
  return platforms.includes(platform) && platform !== defaultPlatform;
}
