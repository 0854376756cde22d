#!/usr/bin/env bash
# costs.sh BASE [ROUNDS]: sizes and benchmarks of this tree beside those of the tree in the folder BASE, on one
# machine. Prints Markdown: how sizes differ, then each benchmark's two tables.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

base=$(realpath "$1")
rounds=${2:-5}
results=$(mktemp -d)
benches=("boot --only=mpy" link dom)

run() { # run TREE NAME
  cd "$1"
  npm run --silent build >&2 # It installs what is missing, too.
  cp docs/size.md "$results/kept.md"
  npm run --silent size >&2
  cp docs/size.md "$results/size-$2.md"
  mv "$results/kept.md" docs/size.md # It is written where it is; the tree stays as it was.
  for bench in "${benches[@]}"; do
    read -r name options <<<"$bench"
    # shellcheck disable=SC2086
    npm run --silent bench "$name" -- $options "--rounds=$rounds" | tee "$results/$name-$2.md" >&2
  done
}

(run "$base" base)
(run "$PWD" change)

echo "## Sizes"
echo '```diff'
diff --unified=0 --label base --label change "$results/size-base.md" "$results/size-change.md" || true
echo '```'
for bench in "${benches[@]}"; do
  name=${bench%% *}
  for tree in base change; do
    printf '\n## %s, %s\n\n' "$name" "$tree"
    grep '^|' "$results/$name-$tree.md" || true
  done
done
