# 42 routes, too many to write out: 2 unreachable, 17 via vpc, 23 via direct.
# To read them:  (sed -n '/^each()/,/^say()/p' THIS-FILE; echo routes) | bash
# A word is the way of the prefixes behind it.
each() {
  while read -r word; do
    case $word in
      unreachable) start='unreachable ' end=" proto static" ;;
      vpc) start='' end=" via 172.31.64.1 dev $vpc proto static" ;;
      direct) start='' end=" via $gateway dev $direct proto static onlink" ;;
      *) echo "route replace $start$word$end" ;;
    esac
  done
}
# Steps between the prefixes of a length: 5 bits a digit, 32 more in the last.
unfold() {
  while read -r word steps; do
    [[ $word = /* ]] || { echo "$word"; continue; }
    at=0 step=0
    while read -r -n 1 digit && [ -n "$digit" ]; do
      step=$((step * 32 + (64#$digit & 31)))
      ((64#$digit < 32)) && continue
      at=$((at + step)) step=$((at << 32 - ${word#/}))
      echo "$((step >> 24)).$((step >> 16 & 255)).$((step >> 8 & 255)).$((step & 255))${word#/32}"
      at=$((at + 1)) step=0
    done <<< "$steps"
  done
}
routes() {
  base64 -d << END | gzip -cd | unfold | each
H4sIAAAAAAACAyWOy46DIBhG9z4Fb6A/0Aquuuglk7k0NDNppptGBJWRoYpopn36oe3u5MtJzjc5r8uqLaXVSYoxAj/yc4KzDAolWVGkBCdzXyUpLBHI7ByBITpUItoZytuwz5VbDWaL53CLGyDI6XiIRBFMTh15f/mefvCrzKwA2U1/MCsiVOs/54tcGxdWoDUWiTJeV+HZ4Wb96Cyg2WJ2jczRwowfjybm/sRHGo0YW3Zm9/ydWfYSiSDMjL+WOb8LFOGG+j0drGC/47Gy5Guo2UaS/B1s4G9d70+E1KIu8Q2aTm3cFA5Oh13yD6hoSzoYAQAA
END
}
