#!/bin/bash
# Runs a command with the bash that NBROUTE_BASH names as the machine's, in a mount namespace of its own.
set -euo pipefail
: "${NBROUTE_BASH:?the path of a bash, such as 4.2, which Amazon Linux 2 has}"
flags=(--mount)
[ "$(id -u)" = 0 ] || flags+=(--user --map-root-user)
# shellcheck disable=SC2016 # the inner bash expands it
exec unshare "${flags[@]}" bash -c '
  mount --bind "$NBROUTE_BASH" "$(readlink -f /bin/bash)" && bash --version | head -n 1 && exec "$@"
' with-bash "$@"
