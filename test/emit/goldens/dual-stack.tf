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
    hash=9711bd615029
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
    H4sIAAAAAAACA51be3PbRpL/H59iQtEhKYlPyzwbMuN4HW/ZVY7tirxXV6UoXpAETZxIgEWAkhWa99nv9+uewYOkd1NbLhPAPHp6+t09ozTMTHszM2fhq8SskjT66oVfV8k6Mx9ffnoz6m7SdTcdR7Evb/Kin/jx3r8b1Ru/xw3v7d+vRvX378zdajJqNDw8hnyuN/Goi59uPF4nmyw0mzjKtCV9SLNwObVPN6C9DtMsWYedNFzfRZPQS4OHZstsTTiZJ6bmwNRXySKaPPim3q9dmp03C6KFDMNwU+NXOLWdG0C6NOHXKOPAdJ7cFwPrfR8jFHR9IJCCMbZ+DNSliROjq98HqQHZOBVgDbp23olJ4naaBaDbdBMs+Dq5bWPUZtVJ577J5tg8UGmkJrmPTTpZR6vs3IwfTJTZpnk4DuIvHfMqWa4WIdYZhzOQwgTxg114MseAMO14afRnOHo29GbAblRvLm9B
    wlXLfPtmBH8QKjHsMwAgS+fI6cLYkJ1kBj/92G/VvEmQmZ9ABc6qmefPTeP1+18+N7yTH8jobjrHDn/bxEA1noQCUlACIbIgnnZkvp0FaciwzfqbD7++Pjf/jKb/xBampr79ujOgHOY+mAAs9jCW/z972TpYmcZ6adozh0LDvP6ft5+8yXyZTM1/9Xqu3btfR1kWxtj1/cS0J+a562l513htNu2AVqtmRmggqWrmpkSbJF48YP/FQJPMjIwDO7glfB6hGQiamSjOEuyECz7qnu58E6VgoJltFosXNSDQ/prTsLzkMXCTII6TDEw2UAczWyfLI4CXySbOwilkL/waTrAEZYji6ZS0HZurN6/fvfvw8dOVJxpbx2LROi14abrT8K4bA0VvkkwhLy+oVSQN0QHwMJ7i9z7K5irQHGXq/L2EnFe4jf3cgQlryPU6BggOqnlQQMpZkixAIBOtsDdscxGGK2OlTPkI
    jq2Xl2aaAJHlkkLRvgMQTqxB+nI8STlqnhAOGgBaQKBlHJDTmViozv2CUjE2gknRSpA8x5B1uMmiBdDFwC9/RquaN03i0AumU9iXVOhHjFeLAMJMSAPBCutDroA/LEPNtBPDCVDM5N5sVtgf2rcy55E53UHgZPwWvyenvtmZ/PMR+ykNf2IGvq0wWKr1FJmdt0iSW8HF4mXaFxgvC6Q12tARJyvp14AsPSentFJuwjCfMJQZw/IUfJTmWHQ4yOIj+oLdAoraF9lpZY/ck5sEhZJpWy8Hfzh7Gs6CzQJGsDSvhI59O3HD7qIAhDvoVwKqWClwMklWuziyWsu8//Cp/fcP/3j/i/DxS5CF98EDPJCZRutwkjnIIAQRA6tcs75Yhl2bugIfmUYZw8apuZGtT5I4i+JNmK/g4Fb3U/TaNycQkAZZT00TqGNJOl6Hwa2KhRG22K4ff3RfwjP7aYlUarHLoAVEu3r9
    6sP7X65GPSHffRBRx0G/ba/TefJsRwoZih4XbjbtaKjfk2cwhQAoyEDzRX/h3AStLBgvQhHWRTIJFmYRxTAHgokn71YYLqg2JQ4BHi0XjQIEpdIn/kp1QsGP9vgtcIWh0uaI3e3+/ruVmaIJfA2mxOp2Cmd62P2dHjAGhhQ8Scmgg671GgihQ9A7Y4TjOqFQBV0wRZ4nNYyoUXDlMzdjDWdBo/iL0a6S9QfiDU99PYy39AKfZHEXrklVIR8NajfMJl3t6UAQZ+q61ZZbn3L15mV78GRo6vMgndck2hEbBluBHVptV7MGn09qz4JlBHcIcpN1Q6X2ZuH4CSciA2pwUosQi4mFQIdtl+YaZZJz4AGhQlt5B/koZLCbyyCKT3eQ+FMhj/2lRkE4BHtQIvRhrCklnGxWUJJwCpRJOM5XqvkmTSa3IQKmMfzilBaZk+Ah1zNYLAQdzjAuAXb8sArwChCp81/WD8gu
    choTe/duadZQNihTGhigb/TwZbXdQlvtBgosDGhPtBwqQL7f6wwvOv1hp9cd9Ayorg2PB9oQzDDVDHtwtuDrNBXnz52TLmNqKmAE+IAzNOlmHIcZIgEjwXZu+Jyb6HXkH2Qwmc2Goy6c4oRBdhezutHqbtil7HS5i+40SrnPz2ymfwixO86y2/uXAOBx9+dXnAtpA9FOk3j078gz6PX6/nT81O/jze/3fL87vCCZqh0D2/GfkkvcHRXJbXJQCjkkWuw5Py1oN95+vBsStt3mFCEc1mFgxoiDcXATsDvcvShk57RTpkjrXOIPYqbpimxdgNpoit4CJGs4MYIccmXL2+EBc4cj3wdj93xAWRC5mKyg+9bIKWPsSQOocThBCyqLMFjHWZ7XrI9QdppYJVR40LD//vgKk+90GaHrAW6FN9pXEucm1caPN5nABkgAFrlwrvM4k9V5qixxd8EEgU/BH8HG+V6rB87T
    56QEjgj9xSmquytZIOsr684n2rXzLApr3ifrW1iRcLJACmPaL808XEAwNjAj6+QeLA3XY5PeRqtRs8UYHRQXr3kfMI6XHHnCmH4EtZ9kEcWsIYaYzs56vRSpKmPkAHZLnCDavcZJ47SVByDm8tI7ve743Rs0wlrOoq9wQhwrocalCLu2a6zBLpeT6Lo6nKGhAGvl7Wy+rKwUpsFEOLvlzq4t4Js24kMx4nlYpChrd7uuAIn8qX/ahrD/TrFuyVZHDj1Rgjzw89u+L4E0miinfjtn3A77TGDxoXpZBAtMpP8SUL9tZaEE+C/BVdE5DtqK2T5sK6FliFA+6p4CzoFZ2jigBygIyVVoEHdwEkQHknt2JuLTQvKhSYTKGHqk3YxG8IpIhyDbeRKlCa/2M9WVAc4GoRkCbOOQI0UOLwwmcymIVIMzyZhs7cQWZfo2fEZhhMixLKIGTTSAoQHiJ42pRv/Hj+b1H/i9
    OZVH56b1e+cFXhoogEiKp8UX0/Ybzete+9nNWcsGDQIDAvy3l1dvPv/2+teXn169ue7f7EyczfebBzeMx25DKSPxOaqNwL8+I8Y7hCg7DVr65gcEKL4L9LeGI+tb/D4S/TLLcBptlrty+zLM1uBvvze4gMZxGeWmrGSV0opHt2dXwcb/aF4H7T9vzkzrhewraM9Ago5/c/2HoTrrHnOlPrIb6FsMMYM9aVjJuaVBXHxDbSFZhRLsNrxllKYIOAUbWilYJDFUfNJW8RmM0xDGyNqggrsS/4gVwk6du6kJmOs6mm5GD2Fq91h0a/QH0CUTIazOESZt8xzrtOFIiAQLW/4h7ypP+eZ3ioGkdcPyqLLQSKeqVlT3olp0uBnSorQZsW/FBtW4SQmHJIISyjRqodU8S18kRCnN+QxFF6HkZIPPsotAOo29TL+P1j4d7YRic8QP25XUpEpdrTmgtUht96oQktTeK7nL
    wnKY1FaMu6wZzUw5KT7VeoCUGCSCv6RbjJFFttvW6qAmukilbJs7oDw8U+8pJogQWNo5N/fzaDKH47dWR6wRKMjg02eEgkgDJSl0urKcxlI1JTvKeHyaM9OHxSPl0cLp2qA8YVkNT7+tG0FZIVIeWttpa81i5BAFTykILFSzEGc9XBYtQ+KAaF0L1pMMhpVVor3CtfmxFFRKxRlkCQ8VrImFPkjeFHdtbqIr5elepQ903RdfUbayvFoV2hZyjbY9FjM8sTJfW4dLFPOmDMYRCC4ixFtK2wbSoAPV1uoRS0MV0czVpJAibvhAXUASS2JbZcurAs7hfEFAJxSthOXlGttxAUcdLZqF9JDCQF1IIF3CEGpPegaXC/c0EMlj/knW5L1kj/sw/eGzzuAJ0zV50vIE0yAL9hioGaGw5ft1ozMx8PBsDVtDAosqRYa9whG6czxAbFeHoBjagOOYgcuz131s4GviYIn0
    d43e62t/DObd+jc3QOuP0pdzOeWl910rCgB2FcUA6Xci3MTRDAIEkJ36oDaNByNsQ4pXpM4guPkmDMcnGNQeBxnGtCsK41SRkdA60ypKJSNfQQfHOFlhTi4tmpLrqwS6djlVJo1/eHgTAnN3jAJ75OCgCJIPSZMlDlugwggN8wE+C84rttL2yDrQDqh1jmiy8lwFGqajvbSnFVDemuizni6pF6kKt/mJJy4lLfdsYNMU8q1DrU/nZD1OP6kCmRPb7psvTNkQWmoG5QxrNodJ4V7p6ESVRU+t8pZYaJv/PavkrGTUZFWxv/vrvy1vjBOvUiURxIVth6fPaO6nIyT4NNl9Wl8jB12PH8sclnOlK8i6qAQgVVDvthe6CRAkwJzZHzzTQj/XoKpwbtfvwgJIHdQlLNrtnXYQfnG8oiMT2NftdvIphqjAvG1l/9cy8kZ6oDgI3NsI8YEBRnCgjCbiGvwTGD1Uf3gi
    i8JFVcEJJhCLpze7StOPZvDkCQJclxmIDsJ1QiWazfr2hEvu4PTwSoA7nPqQAPTHrPYKQj1byhWU6mwTFEs07Doa6pAtH37PBzNOTrsE33dF+VK2am2okNMWdcqpKORPCqR5sonEQqwfyqX8tN18qD3PDbgFJp4Ofo0JCaNHOgEqOr4hvdX8c6mhmJpYGPU5VHrEggfUnOXKUftCtuuKTxXBcUNwrCrm9T4/dCiqoNXi9lL0osC06rr2Q7v7mpC+SMyRtBX8GuGsL6VAABPZRt5lHQYACO5u/7bWJgTQfaLHZVlj6NZtymqDLbvaNbX0ihk4NxRIeM0hEoqDSH6cjdpB1marypt6FojcKHcGbefVchYcyQlgbtSsCP/UmOUZoEuF8mhRMCgHFHQ1ZW+oQSwkKwtuYepyZjYFOeQ0rB/peSpkhBEmzxArBcI4DFHWiXAOHgcwufdqHpWz4D0dF9XZ1X1ySSxK
    /nn0/wVN9qil8Mhq7UUAmLJzDDL270Sj+xQ7DMPLwepe2GtBl32kGP6Sg/xu3FINJ/fTn9JXpTxRhHylyhmKKnlkiVBYHBcMkgNuQ8A8I7qfU4xY8YsQTa69ZbDWk9CcFv0DZcHoazFYShM5ibY26tGLnTWGotzsERmH3G1lgWtt1IBYTGKlmQD1aJvehU9AtNZyR/kLJxGOyPWsFtTvK7UsjH5BkfyE14XLgvS2v+sVxbIcHPvRI1GCPQbbn+ZAH04Dfb5zPFo1USoS6mkB5cgxXHlIy7iy6WBwYSsXF3Q9iITz/8b3zSx8ymp8H2nvDKV5v/tUJIp8LERKuFzm2ZHYVRcvJ8NVGHpun96i1gHySyBCdzoBj9Zo21e878JhJkvKlXHK2fZDhbrsQ7hqM1sW3GQt+lJnky6RWUJWUYie8QqDSOqjdn/wlAKLGOPkBcpKJSeKA8guSoSQHTglm1RbUXceSBeU
    7UTcSg+JiHk8MBdPDc48nvbMs6Hp97XqVqwMq/Uo9R9RYwJEl7ALgxPrtyO/P9xpAEDrway8BPwpwQ8uBFyA6kanOvVpMRM7FfqfjZqOmpYRDFtkr3mWF8TpvfIFKs7zd2UP7IEcMdrAVjM9AeECzeR4WFuK0RwQb788yLK4dI7qWFML41pV829w/g/fxhEafxEphXSkwO0SM9nttdsKpERsuPuGsZ0nq9KFApTjFEF+/1zguYlR/MSNLcj36c+njfdO52BI57DdDewcZnUegeLs/xiuxaUgcp+GcRROOQAp2uSWEssRb+O7YBEhX19/2SzhXhrV44DKeuWPykL5WxV68bp3xlCTzLSG9SFdW+y87IBre6O1aC1mcSRHUVppgnsQqhxWFSoeiJYVDZXo67AOiSiqKGm9aCKVZQTRMq0igJAAR/wW4jtVDA1SHGoyGx/Oox8pJamvhjJXnDViDIXRgn7L1GbT
    CQZL74jZVHp+RqyOBfO+M2ex+CblKTruarXepqIF3XhJgJV5AUn/hIn1HORBJZ9lfkQPqJjpBTF3rXEv56Rz7cThvfid5Z3eubMt4ndRtbc38VgE08N9pKha34JZg6TIAuL+hWR1+SVCesjgLosRXVxyFBLixoBQUrJquWwmBiG/f9LWnN+SH5yxZdV1+L+21N2Qve3VzPLkmGgriqXc8vB8bhHOeJPvyxyJj5SgHj83z/Ni1DLBjjW9wWGpjSuV83rZ4hAp5HS4k4c6f9+gQo2MuGdDEV/EFsaeByumvTZtWj0ZjTxiYx5bi+9m5cZ528c9nZ4mm6W5vc5ApuX3hcqWHZnEC7AWHkgzCN7jo+WWez7gs02q9mtb9vqQXlHzFigx8XagjTTzOyxFemVj3twNz5INKMk3dh3xx6VAeF/3j9azC92unBrs5RjWmdMYGOc4SzeZqIfkcwG3B3dW2QluhmgkTkEo
    xrVx4Gz/77hKWTxZCkj1phiy62GPDlJWrixFM+LmnJnHPQyzxXDZtu+qOnBfEEqpK8sdiAAUjOX2Iq4Ec2csflNUeUcngthrN/Qi3wPYq/RncdNSV5GkV2KmxyHOU+flWDoz5RZQy22etlCE7Mmh5ioK1pk6Gct4yc3Xo7JKONJ41Hz0qfWpYdosqVGlR+48nTVXC+Qnu6CCUPurLcpcCYNthFBwmOPsHTUYETCRmve4BxUQXlF+2enojxqIMykFt3RSX+d8p95WCU2OxyUCq4QF9L9aGFHWiBI7KSuKIqi+lyoijj723FQ1WgTcmhl3k8LeTAFdKVH2Cpk7eFD7ah5C3u6WjUmROzdVzHEUV4ioGB1zBvcjL88hqZKgurMtXn//vq3VaxNFv3UNuIbm/pjA/SlBvZlnfSuzff/uHH8ocM5ru+eYeK7HDee88XDOrPc81/hzvdRqH4hjy5Bmsn8xbWqqtH6p
    xLHpjGatohPWajkbKIiLE3KUs4a+5RxIeX/WBV7/A88b75dQL9rxnsRv1uvO3O0e+0cJ3hWF7l20jLK3vKiCoO0qnMAyXl9pzfjGew13I6NGcrl+jMt60PmCkt5veLI7WKCWkbpPgnnsvQpWwThaRNnD33gJDju7CrPRq5cfP79//enzy19+ffteNnD0yGoa4NAnRoa+SOBYyvVc2bMtahMNrCcl+29ivhqa5vN2gCWaHQuDpnSQCgpL6HTsXzCMh0vwt9BJ3MLKAMOeNzVEtKnKpStXTrTFd4lSNhpIsrQ2n0cXlXDHsrUaXtS3Mts/Q6QmbwjU1OzkWdzenR94GQ3MDhaQW07YcTibQSZ9BAfc9gp54gwn0fn1CcymNVgy9EIVDmFK6URCAtDiSEKKJhxkmptY/5pj2mJcQwdRWdweKYTTOif4vOPCoj6rfufy0eT9Kxzoa9vw3F2OYoN9lZsq7jKW/OWA
    9/+RNYPz7jMAAA==
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
