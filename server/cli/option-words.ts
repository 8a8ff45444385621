// The values that options take, shared by commands, help and completion.
import { dumpFormats } from '../import/dump';
import { tableFormats } from '../render/table-formats';

export const checkFormatWords = ['text', 'json', 'sarif', 'github', 'junit', 'gitlab'] as const;
export const tableFormatWords = [...tableFormats, 'json'] as const;
export const importFormatWords = ['auto', ...dumpFormats] as const;
export const diffOtherWords = ['policy', 'auto', ...dumpFormats] as const;
export const diffFormatWords = ['text', 'json', 'markdown'] as const;
export const fleetFormatWords = ['text', 'json', 'markdown', 'html'] as const;
export const fleetLevelWords = ['outdated', 'any', 'never'] as const;
export const textOrJsonWords = ['text', 'json'] as const;
export const directInternetWords = ['enabled', 'disabled'] as const;
