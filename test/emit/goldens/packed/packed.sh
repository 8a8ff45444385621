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
routes() {
  base64 -d << END | gzip -cd | each
H4sIAAAAAAACA01S205DMQx778dkddLr/mY3CSSE0AR8P07ajT1MmtPEsZ3z83m/nS5vp/PHLQFTMJtoVckH1aQ543g9j+PxYJp+vy4JXcUgme9oCbUI8oYjtSxQE4vpHHRqVdA21iYoJuiPQuWAddHiBFFgh//a8AISV00OjBgoyZrwRVEXrCBfFYtmwk71fJ0LdnZyHiwHBrjNyXc70GXS8GMcZsFeQj4x/6DRYH8QtCqqkC3m+n6/Xb5ZbdL/E2ncaFk4F5GgUf6k3gUH96GshDATpURIOSTkNOlAh4wdR+TVNkTi+lGkRK8mHiLy472ILQ0lj3MtyEj9mlwWYt0L6WxnQ1alfcz9XE1YqvuVjpC7h7GCBEMZwp6A03PlrN89YuFW6lJ9yVm5S9fdvUCb3Exnz2CVOkG7q8DPyLv949lJu/PxvOwf8CJbV6UCAAA=
END
}
