import { nearest } from '../lib/nearest';
import { scriptSize } from './script-size';
import { mergeableRoutes } from './mergeable-routes';
import { missingFile } from './missing-file';
import { circularInclude } from './circular-include';
import { unreadableFile } from './unreadable-file';
import { unknownValue } from './unknown-value';
import { pathOutside } from './path-outside';
import { crlfScript } from './crlf-script';
import { networkFile } from './network-file';
import { networkDiffers } from './network-differs';
import { deadEnd } from './dead-end';
import { bypassesVpc } from './bypasses-vpc';
import { retiredPlatform } from './retired-platform';
import { unknownRule } from './unknown-rule';
import { ambiguousPrefix } from './ambiguous-prefix';
import { circularList } from './circular-list';
import { conflictingRoutes } from './conflicting-routes';
import { coversVpc } from './covers-vpc';
import { detoursVpc } from './detours-vpc';
import { displacesSystemRoute } from './displaces-system-route';
import { dockerConflict } from './docker-conflict';
import { duplicateRoute } from './duplicate-route';
import { emptyList } from './empty-list';
import { failedExpectation } from './failed-expectation';
import { gatewayOutsideSubnet } from './gateway-outside-subnet';
import { hostBits } from './host-bits';
import { invalidPrefix } from './invalid-prefix';
import { invisibleCharacter } from './invisible-character';
import { missingDirect } from './missing-direct';
import { missingSubnet } from './missing-subnet';
import { missingVpc } from './missing-vpc';
import { movesDefault } from './moves-default';
import { overlappingRoutes } from './overlapping-routes';
import { overlappingVpcBlocks } from './overlapping-vpc-blocks';
import { policyName } from './policy-name';
import { redundantRoute } from './redundant-route';
import { repeatedName } from './repeated-name';
import { repeatedStatement } from './repeated-statement';
import { reservedDestination } from './reserved-destination';
import { reservedGateway } from './reserved-gateway';
import { sagemakerConflict } from './sagemaker-conflict';
import { shadowedRoute } from './shadowed-route';
import { subnetOutsideVpc } from './subnet-outside-vpc';
import { subnetSize } from './subnet-size';
import { syntaxError } from './syntax-error';
import { undefinedName } from './undefined-name';
import { unknownStatement } from './unknown-statement';
import { untestedRoute } from './untested-route';
import { unusedList } from './unused-list';
import { vpcSize } from './vpc-size';
import type { Rule } from './lib/rule';

/** Every rule, in the order the documentation shows them. */
export const rules: readonly Rule[] = [
  syntaxError,
  unknownStatement,
  repeatedStatement,
  invisibleCharacter,
  invalidPrefix,
  hostBits,
  ambiguousPrefix,
  undefinedName,
  repeatedName,
  circularList,
  missingFile,
  circularInclude,
  unreadableFile,
  emptyList,
  unusedList,
  policyName,
  missingVpc,
  missingSubnet,
  missingDirect,
  unknownValue,
  pathOutside,
  crlfScript,
  retiredPlatform,
  vpcSize,
  subnetSize,
  subnetOutsideVpc,
  gatewayOutsideSubnet,
  reservedGateway,
  overlappingVpcBlocks,
  dockerConflict,
  sagemakerConflict,
  reservedDestination,
  displacesSystemRoute,
  detoursVpc,
  conflictingRoutes,
  duplicateRoute,
  redundantRoute,
  shadowedRoute,
  overlappingRoutes,
  coversVpc,
  movesDefault,
  mergeableRoutes,
  networkFile,
  networkDiffers,
  deadEnd,
  bypassesVpc,
  failedExpectation,
  untestedRoute,
  scriptSize,
  unknownRule,
];

/** The rule of this id. */
export function ruleNamed(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}

/** Says that no rule has this id, and which one may be meant. */
export function noRule(id: string): string {
  const meant = nearest(
    id,
    rules.map((each) => each.id),
  );
  return `unknown rule ${JSON.stringify(id)}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}
