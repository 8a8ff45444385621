total=42
# 42 routes: 2 unreachable, 17 via vpc, 23 via direct. A word is the action of the prefixes after it.
list="
unreachable
/22 1rs9_
2001:db8::/32
via vpc
/16 1b0_
/18 4qcQ
/20 7htO7dn@qiF2vtz
/21 174sR
/24 1undW9poYuj2Kb0lQ1bkux1vd3QdhrTvobDint@1ee2Q
via direct
/16 19iD
/18 51gF28y
/19 5isN
/20 29rZ9s4D
/21 6kiG
/22 10l8I
/23 28irya79D
/24 2g4rO4qlQ8msWcl3Uqf8Eb37M1lt9LkprZ33fQfa2z1gkdEnutRnetG
"
