// Generated from the files in this folder by `npm run registry`.
import type { Rule } from './lib/rule';
import { ambiguousPrefix } from './ambiguous-prefix';
import { bypassesVpc } from './bypasses-vpc';
import { circularInclude } from './circular-include';
import { circularList } from './circular-list';
import { conflictingRoutes } from './conflicting-routes';
import { coversVpc } from './covers-vpc';
import { crlfScript } from './crlf-script';
import { deadEnd } from './dead-end';
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
import { mergeableRoutes } from './mergeable-routes';
import { missingDirect } from './missing-direct';
import { missingFile } from './missing-file';
import { missingSubnet } from './missing-subnet';
import { missingVpc } from './missing-vpc';
import { movesDefault } from './moves-default';
import { networkDiffers } from './network-differs';
import { networkFile } from './network-file';
import { overlappingRoutes } from './overlapping-routes';
import { overlappingVpcBlocks } from './overlapping-vpc-blocks';
import { pathOutside } from './path-outside';
import { policyName } from './policy-name';
import { redundantRoute } from './redundant-route';
import { repeatedName } from './repeated-name';
import { repeatedStatement } from './repeated-statement';
import { reservedDestination } from './reserved-destination';
import { reservedGateway } from './reserved-gateway';
import { retiredPlatform } from './retired-platform';
import { sagemakerConflict } from './sagemaker-conflict';
import { scriptSize } from './script-size';
import { shadowedRoute } from './shadowed-route';
import { subnetOutsideVpc } from './subnet-outside-vpc';
import { subnetSize } from './subnet-size';
import { syntaxError } from './syntax-error';
import { undefinedName } from './undefined-name';
import { unknownRule } from './unknown-rule';
import { unknownStatement } from './unknown-statement';
import { unknownValue } from './unknown-value';
import { unreadableFile } from './unreadable-file';
import { untestedRoute } from './untested-route';
import { unusedList } from './unused-list';
import { vpcSize } from './vpc-size';

/** Every rule, sorted by id. */
export const rules: readonly Rule[] = [
  ambiguousPrefix,
  bypassesVpc,
  circularInclude,
  circularList,
  conflictingRoutes,
  coversVpc,
  crlfScript,
  deadEnd,
  detoursVpc,
  displacesSystemRoute,
  dockerConflict,
  duplicateRoute,
  emptyList,
  failedExpectation,
  gatewayOutsideSubnet,
  hostBits,
  invalidPrefix,
  invisibleCharacter,
  mergeableRoutes,
  missingDirect,
  missingFile,
  missingSubnet,
  missingVpc,
  movesDefault,
  networkDiffers,
  networkFile,
  overlappingRoutes,
  overlappingVpcBlocks,
  pathOutside,
  policyName,
  redundantRoute,
  repeatedName,
  repeatedStatement,
  reservedDestination,
  reservedGateway,
  retiredPlatform,
  sagemakerConflict,
  scriptSize,
  shadowedRoute,
  subnetOutsideVpc,
  subnetSize,
  syntaxError,
  undefinedName,
  unknownRule,
  unknownStatement,
  unknownValue,
  unreadableFile,
  untestedRoute,
  unusedList,
  vpcSize,
];
