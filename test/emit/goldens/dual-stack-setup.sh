#!/bin/sh
# Runs once the routes stand.
cat << 'END'
It's $HOME, `id` and ${x} as they are.
END
