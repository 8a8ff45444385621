import { compile, exactSize } from '../../../engine';
import { inputFiles } from '../../../model/load';
import type { CompileParams, CompileResult } from '../../../protocol';
import type { Snapshot } from '../../analyses';
import type { Session } from '../../session';

/** `nbroute/compile` */
export function handleCompile(
  { workspace }: Session,
  { text, analysis }: Snapshot,
  { to, withNotebook }: CompileParams,
): CompileResult {
  const compiled = compile(analysis, to, { withNotebook: withNotebook === true });
  if (compiled.ok)
    return {
      ...compiled,
      inputs: inputFiles(analysis.unit).map(workspace.uriOf),
      size: to === 'commands' ? null : exactSize(analysis.model),
    };
  const errors = compiled.errors.map(({ rule, message, from }) => {
    const { line } = text.position(from);
    return { rule, message, line };
  });
  return { ok: false, errors, count: compiled.count };
}
