# 42 routes, too many to write out: 2 unreachable, 17 via vpc, 23 via direct.
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
  each << END
unreachable
119.196.252.0/22
2001:db8::/32
vpc
172.31.0.0/16
154.101.0.0/18
60.123.32.0/20
119.235.16.0/20
126.143.176.0/20
150.137.240.0/20
156.156.168.0/21
31.93.186.0/24
36.68.215.0/24
51.145.38.0/24
57.19.219.0/24
78.231.157.0/24
110.156.18.0/24
117.99.138.0/24
133.68.242.0/24
142.164.177.0/24
165.221.6.0/24
direct
166.71.0.0/16
161.130.64.0/18
163.195.0.0/18
89.114.32.0/19
18.119.208.0/20
97.128.80.0/20
26.146.80.0/21
65.84.48.0/22
72.150.196.0/23
82.209.20.0/23
40.19.114.0/24
42.126.39.0/24
46.217.194.0/24
53.46.59.0/24
66.107.68.0/24
71.248.53.0/24
98.237.101.0/24
109.84.227.0/24
110.226.216.0/24
118.139.28.0/24
142.220.197.0/24
154.216.123.0/24
166.148.38.0/24
END
}
