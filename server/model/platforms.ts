import { defaultPlatform, definitionOf } from '../syntax/statements';

/** The platforms a notebook instance can have. */
export const platforms: readonly string[] = Object.keys(definitionOf('platform').values ?? {});

/** Platforms that AWS no longer creates notebooks on: Amazon Linux 1, and since July 2026 Amazon Linux 2. */
export function isRetired(platform: string): boolean {
  return platforms.includes(platform) && platform !== defaultPlatform;
}
