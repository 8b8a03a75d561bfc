#!/usr/bin/env bash
# Every C++ file is as clang-format leaves it (`make format` does it).
set -euo pipefail
cd "$(dirname "$0")/../.."
git ls-files '*.cpp' '*.h' | xargs clang-format-19 --dry-run -Werror
