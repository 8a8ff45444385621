import type { Analysis } from '../../../engine';
import type { SourceAt } from '../../to-lsp';

/** Looks up the source of a file that a policy reads: an include, a list file or its configuration. */
export function sourcesOf({ unit }: Analysis): SourceAt {
  return (path) => {
    const included = unit.included.get(path);
    if (included?.kind === 'file') return included.file.source.toString();
    const data = unit.data.get(path) ?? (unit.config?.path === path ? unit.config.read : undefined);
    return data?.kind === 'text' || data?.kind === 'network' ? data.text : undefined;
  };
}
