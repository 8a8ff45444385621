# Two zones, IPv4 and IPv6, and a script of our own.
# A route that cannot be set does not keep the notebook from starting.
resource "aws_sagemaker_notebook_instance_lifecycle_configuration" "routes" {
  name = "DualStack"
  on_start = base64encode(<<-EOT
    #!/bin/bash
    # DualStack: the routes of a SageMaker notebook instance, set at every start (OnStart).
    # Compiled by nbroute from a policy: change that and compile again, not this.
    # nbroute-policy 1 policy=DualStack vpc=10.64.0.0/16,2001:db8:1200::/56 subnet=10.64.16.0/20,10.64.32.0/20,2001:db8:1200:10::/64,2001:db8:1200:20::/64 on-failure=continue on-start=dual-stack-setup.sh
    #
    # Two zones, IPv4 and IPv6, and a script of our own.
    # A route that cannot be set does not keep the notebook from starting.
    [ -n "$${BASH_VERSION-}" ] || { echo 'nbroute: failed: run this with bash, not sh'; exit 1; }
    hash=34472bff675e
    policy=DualStack
    started='on-start dual-stack-setup.sh'
    theirs=$PATH
    places="10.64.16.0/20 10.64.16.1
    10.64.32.0/20 10.64.32.1"
    places6="2001:db8:1200:10::/64 2001:db8:1200:10::1
    2001:db8:1200:20::/64 2001:db8:1200:20::1"
    blocks="10.64.0.0/16
    2001:db8:1200::/56"
    total=10
    # The routes in the policy's words, in the order they are set: reject routes first.
    list="
    10.0.0.0/8 unreachable
    172.16.0.0/12 unreachable
    192.168.0.0/16 unreachable
    fc00::/7 unreachable
    192.0.2.7 blackhole
    # the VPC's own
    10.64.0.0/16 via vpc
    2001:db8:1200::/56 via vpc
    # the data centre
    10.0.0.0/16 via vpc
    fd12:3456::/32 via vpc
    # SageMaker's own interface has been seen in here
    172.16.0.0/16 via direct
    "
    packed="
    H4sIAAAAAAACA51b63LbRrL+j6eYUFRISuLVCo8NmXa8jrfiOo6Sir2nTpWieEESNLEiARYBSlZo7rPv93XP4ELSu6ktlwlgLj09fe+eURpmpr2ZmfPErJI0+uyFn1fJOjO/vPrw46i7SdfddBzFvrzJi37ix7t+N6o3fosb3tu/vh/Vr9+Z+9Vk1GiY9C5a4enhc8jnehOPuvjpxuN1sslCs4mjTFvSxzQLl1P7dAPa6zDNknXYScP1fTQJvTR4bLbM1oSTeWJqDkx9lSyiyaNv6v3aldl5syBayDAMNzV+hVPbuQGkKxN+jjIOTOfJQzGw3vcxQkHXBwIpGIMEx0BdmTgxuvpDkBoQj1MB1qBr552YJG6nWQD6TTfBgq+TuzZGbVaddO6bbI7NA5VGapKH2KSTdbTKLsz40USZbZqH4yD+1DGvk+VqEWKdcTgDKUwQP9qFJ3MMCNOOl0Z/hKNnQ28G7Eb1
    5vIOJFyZwYtv+y3z5YuRTYBaieEAAyiyfo6hro5dsbvmTYLMvAAF5Ms8f24ab65/+NjwTr4hs7vpHLv7dRMDzXgSCiRBB0TIgnjakfl2FiQiwxbrP/7805sL8/do+negPzX17eedAdUw99EEYK+Hsfz/0cvWwco01kvTnjkUGubN/7/94E3my2Rq/qfXc+3ewzrKsjDGjh8mpj0xz11Py7vBa7NpB7RaNTNCA8lUM7clkiTx4tGUB5pkZmQcWMEt4fMIqUDHzERxlmAnXPC0e7bzTZSCeWa2WSxe1oBA+3NOw/KSx8BNgjhOMjDYQBXMbJ0sjwBeJps4C6eQu/BzOMESlB+KpicaWgfgaJ0WfDPdaXjfjYGON0mmkIuX1B6SgUsDUBhP8fsQZXMVXI4ydf5eQZ4rnAXu9yD4GvK7jgGCg2oeFI2ilCQLEMNEK+wDW1qE4cpYEVSegTvr5ZWZJkBkuaQAtO8B
    hBNrkLQcT1KJGiZEgqRj35BZGQfkdCYWqnO/oEqMjWBStBIkLzBkHW6yaAF0MfDTH9Gq5k2TOPSC6RR2JBVaEePVIoDgEtJAsML6kCHgDwtQM+3EcAIUMHkwmxX2h/atzDk1ZzsIl4zf4vfkzDc7k3+esp+c/wMz8G0Zb6nWU2R23iJJ7gQXi5dpX2K8LJDWaCtHnKykXwOy9Jyc0Rq5CcN8wlBmDMtT8FGaY9HhIIsPWshDbhiA1JTIZivb5LbcPOiPzNx6+QqHs6fhLNgsYO9K80oY2bcTN+w+CkC7g36loUqWAiefZLXLI6u1zPXPH9p//flv1z8IKz8FWfgQPNL5TKN1OMkcZNCCiIFbrllfLM9uTF2Bj0yjjGHjzNzK1idJnEXxJsxXcHCr+yl67ZuTCQiErKeWCNSxJB2vw+BOJcM4ztjeb78tNQjzihZLrWqjXRKNloAPQURFBwW3vU7nu2c70shQ
    /jhLloaqi8LCawkSWTBehCKdi2QSLMwiiqH/spwn75b1l9STEj8Aj2aJVgBiUekTH6RKoOBHe9wVuMI+aXOk7XZ/+81KSNEELgZTYnU3hZc87P5KD9iAcAYcSMmOg671GgihQ9A7ZwjjOqFBBV0wRZ4nNYyoUUzlM7dbDWcyo/iT0a6SaQfiDU+dOKy19AKfZHEfrklVIR8taDfMJl3t6UDsZurI1Xhbh/H+x1ftwXdDU58H6bwmYYwYLRgH7NDqttqxVk2oPQuWEXwdyE3WDZXam4XjJ7yGDKjBAy1CLCb2AB22XZprFDzOgXuDwmzlHeSjQMFQLoMoPttBvs+EPPaX+gPhEOxBidCHdaaUcLJZQSXCKVAm4ThfqeabNJnchYiExnB6U5pgToL7W89gnxBROEu4BNjx4yrAK0CkzmFZwy+7yGlM7N27pVlD2aBMaWCAvon7LmmimD7j9lAgYkB+YuawAf79
    Xmd42ekPO73uoGdAeG14MtCGYIapZtiDgwVrp6k4d26epBlTMQEjwAccoEk34zjM4OmNBNS5pXOuodeRfxDDZDYbjrpwhBMG0F3M6kar+2GX4tPlLrrTKOVWP7KZuwuxO86y2/u3AOBlD+aXzZIlDwQ8TeLRf6LQoNfr+9PxU7+PN7/f8/3u8JKUqnYMbMd/SzGJAKlObp+DUqQhAWHPuWdBu/H2l/shYdudThGlYR3GXgw0GOo2AbtDAohads46ZaK0LiTsIGaajcjWBagNoughQLKGkyRII1e27B0e8Hc48n3w9tDil8WR68kiunWNmTJGmLSEGm0TumCzCIN1nOWZy/oIcaeJ1UaFB1X7v19eY/K9LiOkPYZe4Xv2tcU5SLX3400m4AEVsEU6nNM8zmp1mypR3GAwQdRTcEkQcl7XKoTz8TlBgSZifHGGCPGr1sj6yLp92qXzJAlLPiTruxqzYRBTPOND
    wEBcEt0Jg/IR9HqSRRSihhhbOjTr2VLkmQx8A9gmcXRo9xonjbNWHlKYqyvv7Kbjd2/RCIs4iz7D0XCsBA9XIsrartEDu1xSoevqcMZ7AqyVt7P5qrJSmAYTMd9Mzp2xtuDLBjsPeBR1HdCuK2Bu4sw/a0Okf6PwtmTLI4emiHoe0vlt35coGU0URb+dM2aH/Saw7lCwLIKpJfJ/CqjftrwuAf5TcFU0joO2YrQP20pgGSL0i+qlgHNgljYO6AEKQnoVHsQYnASCQzLPz0WMWsgsNENQWUOPtJvRCB4QuQ5kN8+QNHPVfuasMsBZGjQvpi7mOFKp8MJgMpeqRjUQk3TIFkBsZaVvA2NUN4gcaxt3odRg+BzVRqBbn1HZPcKAnQYGffMN5Mp3ofPWcGR9i99TkW+zDKfRZrkrty/DbA269nuDS0g8QyuloqxklcKypduzq4z+aX5v3gTtP27PTetl86bXfha0
    Z7fUpdub3w3VSWU5V6q/vHr/48df3/z06sPrH28Gt1wGch6DvdDnhuXYHQ3N4guS82QVSkDZQMo3WaBQYdqvzDwEbZMN4ol18gCrHq7H3jJKU8R8giz7R3jjED45is9gnIawFdZEFESXEESMBAjhDH1NwNzU0XQ7egxTS4KiWwMwgL6x4nbbRuj1T4qE3Q9Jnyc1Zw1HYWQ0oMg3eVd5yhe/UwwkKxqWhZWFRjpVhbW6FxXuw82QFqXNWJ+xLfbYRsJpqySkEtRDZlI/rE5YEiMtSWlwZ6h1CDEnG3yW+YMUFtuZfh2zfVLaCcX+iCJ2LAlClcCa6qO1SCf3kn9JJB+U4mVxOkwknRfZ6ktX7LDbda2Ln50UUDUdyQ20F81MOV0900xd8n8x3lf0W7FpNttta1ZQmFykUjvNHUkeRKl7ExNCCKy7XJiHeTSZwzFbqyHWBHRmlOgziEAwgHoROl19TCOemjIH
    9TQ+zbnpw2KRP2jhdG1QzrG+haff1o0gX41szK6VXrFOkJMp5YRlYpbCbLqbRcuQiyOe1nLxJINFZO1mr2xsvi3FfFLvhZEMD1WwiYV+luQm7toEQlfKc7JKHwi6L+CijmVxtkq2LSQfbXsSQNNhtaK2DpcosU0ZKyNIW0QIhJSoDeQqB8qvNR1WayqSm2tRvoRs+ECbQBJLYlv7ylN35yk+IdISilaiZoLmBBCwVAM7rgmoc0WzkE5OWKlLCswr2FTtSc/hNeFhBiJ8FHsyKe/lOu7D9IfPOoPvmFrJk1YqmAZZsMdKTeCEQV8v6pyLr+jcthq2wANmVWoCe1UddOd4gOyubECBtDHDMWOYJ5v72MBtxcES2eoavTc3/hhsvPNvb4HW76Uv573KS1ccWP8WCLhVFANky4nwFUck8PEgOzVDLQwPKNiGXKzIdEFw80VYj08wqD0OMoxpV1THKSWDmXWmRY9K
    Ar2CNo5xwsEUWlpqHj9HjRCYueMKmJx8nFTEdKSEtBYbWxOTqWmyxGEHlBhRXT7RZyF4xVaaHQGQNiBrBYLJypNyDqWau12HWu7NqXB8u3pYcmLbffOJeRCCOc1JnCnM5rAFDMDEh1EHRcEs3iWK2+b/TFk5Zhg1WZ/r7/78b8sb46CoVKcDTWCN4cQzGujpCIkzjWyfZtPI+dCTJzKHpVHpCrIuMmwE5+q19oI2AYKskjP7g2daN+calGzO7friokrZje32zjoIvDhe0ZEJ7Ot2O/kUQ1Rgl7ay/xsZeSs9kHOEym0E1cAAIzhQRhNxDbcJjD6lPzyRReFUquAEkxcvzNPbXaXpWzP47rtbyZEkFheVgbODBDeb9e0Jl9zBTeGVAHc4RCEB6EFZNxWEerZQKijV2SYolmjYdTTUIVs+/J4PZpycdQm+7wrcpTzRmjwhpy2WlJNAyJ+UH/M0D6G8GCsUI/lp
    u/lQ85vbWwtMXBQcElMABoa02VQ8fEN6qxnfUkMstYiwwXNo4ohVBBysshg4al/Kdl1RpyI4bghOI8UaPuQF/KLGWC0dL0UvCkyrPmc/ZHuAaaFI5Ckx0qSCXyMck6UUCGAi28i7rH0HAMHd7d/WsIQAuk/0yAgEXWPo1l3KPP9YnowZCGMFEl5ziITiIJIf56N2kLXZqvKmjgAiN8ptd/sg6T4S7sPcqFkR/qkxk/D9+l2RBOXxnWBQjgToGeRgvOzBNEKFeGXBHexdztGmYIichWUZPY+EoDAw5LlcpfoWhyHKJRGOj+MAdvdBbaSyFwJAZ0OddvUUu8IVPDXMua3TqkNxEf4nNCGkrzpTzQtEGJgwcwzy5a/EkvvU+29DbUFuL6a1K5e9n/iIkuv7akRSDRmPJEGlr0r5oIjsSpUrFD3yABIRr7g5mC8H30Z6eV70MKfQseIWIWhce8tgrceQObX6B6qF
    0Tdi3jQpkmNga9FOX+6s6RRTwB7RCEjpVha40UaNe8WAVpoJUM+V6Yv4BERrW3eU1nAS4XxaD0rBgH5OMAumXxAlP2F1gbHgve3venYMEMshsh89NdFPPZXan+ZAH04Dib5yNlm1aSoY6poB5cipWHlIy7jK5WBwaYscl/RViHTz/8b3zSx8yrJ4H/nvDDVyv/tU5IqsLEk7GV1m25HYVBcvZ8VVGHpunt5Ba8ABiVzofydg0xpt+9r5VThMVi3bymjlnPumQmD2ISK1+SvLYrIc/a+zY1fIHyGxKAfPeItA5PW03R88pdgiLjl5iSJUyfHiSLCLQh4kCI7Mps5W4J3X0gVlRxF300OuYZ4MzOVTg/OHpz3zbGj6fa2NFSvDyJ2m/in1JsCpLgzE4MT6+sjvD3caNICKknuXgD8l+MGlgAtQ6ehUpz4tZmKnwoLzUdMR1PKCoY7sNbdSQZw+KGug6Dz/Vg7B
    Ksihnw2GNa0TEC44TY6HwqW4zgHxGriKJJcw9BoUcidUt9g5qmNNRlWNXz9cv/nw7u31/yKRJUKo4SPD+mLeMCTHcOKmAI9UpV0KJpu+cTuCsIjJd98wvvNkVTrXRw1P8eT39wW6mxjlT9yRgqSffX/WuHbaB6s6hy1vAC3Y2HkEwrP/l3AtHghB/zSMo3DKAUjGJncUXI54G98Hiwg5+vrTZglv1KjW8CvrlT8qC+VvVejF697BQE1y0BrWh5BtsfOy267tjdYKsxjIkRwNafEJvkKoclhJqHgkmlk0VAK3w+okArCiyvWyiaSVwUfLtIrYQ2IjcWIIDVU/NL5xqMlsfLiD2iN1I3Xt0OmKb0dkojBaUHMNp7iAFY02QLh3gLHmg29SfVLXrQnn9kSl7PvbXVvL6GqRbIhU0I4n+Cyly3A6LIDKF5S6mRbhbemddXkcLqNEJp4rv0xYCWrlel2/E4cP4oWW
    93rbzbaII8YlBXsHjsUvPXlHAUrrWppdywISDwjZ6vJ7gBDsFBhwofTkFT9SU3JpufoltqH5/s3rn69/eA/l13tpygJwx1Zb1+E/bI28IXvbq5XluTXRVhRLqelhzXwRzniH7tMceZOUnp48N8/zItQywY41O8IBpo1Ilft6E+IQKaSEuA2HA4K+Qe0aCXXPxia+iC7sPk9CTHtt2jSAMhppyMY8scbfzcrt9LaPCzM9zVVLc3udgUzLr+6UjTwSkZdgLZyRJiC8VUcjPuMlBilm2Zs3NjnbL2kVN3ns5TE06Fx6cXsolN84KdI1GzfnXhpzQFq+seuIuy4F0/sG4Wjdu1D4ygHDXs5S+HoaCeP8aiFdL3hYRN4XoHvwdpXN4CqHBvQUjmJcG6fC9v+OC5VFltWFVC9yIWEf9ug/ZeXKUjQvbs65edLDMFsRl537rlAE7wZBlRqzXFcIQMRY7hfici53xgo4
    xZeXaiKognZDV/I9KMuxAZY3LYEVSXorphwc4hx5Xpqlk1OGAbXcFmoLxcoe/2nKo2DVBNqxDKfcfD13q0QrjdPm6YfWh4Zp466XqPmobgnCqqsF8sIuqCDULmuL5S8DZRtAFBzmOD1Zp2EBE6mNT3pQi2KSSLKV6oIVqLA4i1MwTuf3dfpXqnmVIOZ4BCOwSgjBPFTLLsol0XEncEXJBUX5Ur3Fkcqeg6rC0/c4K1TOz+ylL3cKoUbXPIa8Y72V/Zye6u0oeLHcjDEhUkQhqmKQzDlOfuXlOSRW8l13HLbN77/iiKS9tPeiYZTFo/w7G73fb10K7pbt/wFAvZmnjyuzvX53gev9F7x8e4GJF3o8ccErDhdMni9yw3ChV1PtA6FwGdJMSCSWUC2alk3VrGneKwpjrZqzlYKxeC1HVesZWs7jlDdmfebN3/C89X4I9docb0T8at30zN3SsX874L2nGL6LllH2
    lldNEOm9DyewnDfvtbR8672Bf5JRI7kHP8bVOxiEgoTer3iyO1igbJK6T4J54r0OVsE4WkTZ41+oB9jZ+zAbvX71y0cEzB9f/fDT22vZwNGzrWmA06EYOf4igScq149lz7b2TTSwnlT0v4hta2ihgOf/lmh2LKyd0kGKNay0MxL4hGE8hYKDxqkGblNlgGEPprRiTz0vXZ2y5aTjgYdlYDXysOLvnyOQ29MERnS88WBTvr1rOoCtwdzBOnI3CVsMZzNIn4/wgftcIamc4RQ7vxGB2TQISwZnKPPBG5eOICRMrZxB6CDT3MT6VxbTFiMfuovK4lYJw2mdE3xeW+GpAcuKF/LR5K0pXAbQtuGFu8/EBvsql0/c/Sm51e/9C3OZIO6MMwAA
    "
    # To read the script:  sed '1,/^packed=/d; /^"$/,$d' THIS-FILE | base64 -d | gzip -cd
    fail() {
      echo "nbroute $policy: failed: $1; no route was set"
      exit 1
    }
    export PATH=/usr/sbin:/usr/bin:/sbin:/bin
    for tool in base64 gzip; do
      command -v "$tool" > /dev/null || fail "there is no $tool command in $PATH: install coreutils and gzip"
    done
    code=$(echo "$packed" | base64 -d | gzip -cd) || fail 'the script cannot be unpacked'
    eval "$code"
  EOT
  )
}

output "lifecycle_config_name" {
  description = "What a notebook instance takes as its lifecycle_config_name"
  value       = aws_sagemaker_notebook_instance_lifecycle_configuration.routes.name
}
