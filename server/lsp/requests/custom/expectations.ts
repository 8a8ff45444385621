import type { CancellationToken } from 'vscode-languageserver';
import type { ExpectationsParams, ExpectationsResult, PolicyExpectations } from '../../../protocol';
import type { Snapshot } from '../../analyses';
import { policiesOf, type Session } from '../../session';

/** `nbroute/expectations`: those of one policy or of all policies. */
export async function handleExpectations(
  session: Session,
  { uri }: ExpectationsParams,
  token: CancellationToken,
): Promise<ExpectationsResult> {
  if (uri !== null) {
    const snapshot = await session.workspace.policy(uri);
    return snapshot ? [expectationsIn(session, snapshot)] : [];
  }
  const policies: PolicyExpectations[] = [];
  for await (const snapshot of policiesOf(session, 'Looking for expectations', token))
    policies.push(expectationsIn(session, snapshot));
  return policies;
}

function expectationsIn({ features }: Session, { text, analysis }: Snapshot): PolicyExpectations {
  return {
    uri: text.uri,
    expectations: features.expectationResults(analysis.model).map((expectation) => ({
      text: expectation.text,
      range: text.range(expectation),
      result: expectation.result,
      failures: expectation.failures.map(({ from, to, ...failure }) => ({
        ...failure,
        range: text.range({ from, to }),
      })),
    })),
  };
}
