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
    hash=3423c6b5f0b1
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
    H4sIAAAAAAACA51b63LbRpb+j6foUFRISuLVCteGTDsex1NxraOkYs/WVimKByRBEysSYBGgZIXmPPt+3znduJB0JjXlEgH05fS59bl1Ow0z097MzHliVkkaffbCz6tknZlfXn34cdTdpOtuOo5iX97kRT/x412/G9Ubv8UN7+3f34/q1+/M/WoyajRMehet8PTwOeRzvYlHXfx04/E62WSh2cRRpi3pY5qFy6l9ugHtdZhmyTrspOH6PpqEXho8Nltma8LJPDE1B6a+ShbR5NE39X7tyuy8WRAtZBiGmxq/wqnt3ADSlQk/RxkHpvPkoRhY7/sYoaDrA4EUjMGCY6CuTJwYXf0hSA2Yx6kAa9C1805MErfTLAD/pptgwdfJXRujNqtOOvdNNgfxQKWRmuQhNulkHa2yCzN+NFFmm+bhOIg/dczrZLlahFhnHM7AChPEj3bhyRwDwrTjpdEf4ejZ0JsBu1G9
    ubwDC1dm8OLbfst8+WKECHArMRxgAEXWzzHU1UEVu2veJMjMC3BAvszz56bx5vqHjw3v5BsKu5vOQd2vmxhoxpNQIAk6YEIWxNOOzLezoBEZSKz/+PNPby7MP6PpP4H+1NS3n3cGXMPcRxNAvB7G8u+jl62DlWmsl6Y9cyg0zJv/ffvBm8yXydT8V6/n2r2HdZRlYQyKHyamPTHPXU/Lu8Frs2kHtFo1M0ID2VQztyWWJPHi0ZQHmmRmZBxEQZLweYRV4GNmojhLQAkXPO2e7XwTpRCemW0Wi5c1IND+nPOwvOQxcJMgjpMMAjbYCma2TpZHAC+TTZyFU+hd+DmcYAnqD1XTkx1aB+BonRZyM91peN+NgY43SabQi5fcPWQDlwagMJ7i9yHK5qq4HGXq/L2CPlckC9zvwfA19HcdAwQH1TxsNKpSkizADBOtQAdIWoThylgVVJlBOuvllZkmQGS5pAK07wGE
    E2vQtBxPcok7TJgETQfd0FkZB+R0Jhaqk15wJQYhmBStBMkLDFmHmyxaAF0M/PRHtKp50yQOvWA6hR1JhVfEeLUIoLiENBCssD50CPjDAtRMOzGcgA2YPJjNCvShfStzTs3ZDsol47f4PTnzzc7kn6fsp+T/wAx8W8FbrvUUmZ23SJI7wcXiZdqXGC8LpDXayhEnK+vXgCw9J2e0Rm7CMJ8wlBnD8hR8lOZYdDjI4oMWypAEA5CaEiG2QibJcvOwf2Tm1stXOJw9DWfBZgF7V5pXwsi+nbhh91EA3h30Kw9VsxQ45SSrXR5ZrWWuf/7Q/vvP/7j+QUT5KcjCh+CRzmcarcNJ5iCDF0QM0nLN+mJldmPqCnxkGmUMG2fmVkifJHEWxZswX8HBrdJT9No3pxNQCFlPLRG4Y1k6XofBnWqGcZKxvd9+W2oQ4RUtllvVRrskGi0DH4KIGx0c3PY6ne+e7cgjQ/3j
    LFkaW102LLyWIJEF40Uo2rlIJsHCLKIY+1+W8+Tdiv6S+6QkD8BTjag0i/tR/VfIoz3BCkiRnLQ5rna7v/1mlaNoggCDKRG6m8JBHnZ/pQcSQCQD5qeUxEHXeg2E0CHonTN6cZ3YPAVLMEWeJzWMqFFD5TM3WQ1nLaP4k9GuklUH4g1P/TcMtfQCn2RxH67JUNrNbphNutrYgbLN1H2rybZu4v2Pr9qD74amPg/SeU2CFzFVMAkgzu5otV6tmjB6FiwjeDhwmgIbKqM3CydF+AoZUIPfWYRYTKwAOmy7NNeobpwDp4ZtspV3cI5qBPO4DKL4bAetPhPO2F/uGqiEYA8mhD5sMhWEk80KGyGcAmXyjPOVYb5Jk8ldiPhnDFc3peHlJDi99QxWCXGEs39LgB0/rgK8AkTq3JQ190JFzl5i794tzxoqAZVHAwP0TZx2af+JwTOOhgIRA/YTM4cN8O/3OsPLTn/Y
    6XUHPQPGa8OTgTYEM0w1wx7cKkQ7TcWlk3iyZsztCBgBPuD2TLoZx2EG/24kjM7tm3MIvY78gwYms9lw1IX7mzBs7mJWN1rdD7tUny6p6E6jlKR+ZDOpC0EdZ1ny/hQAfOvB/LIxsuyBbqdJPPp3HBr0en1/On7q9/Hm93u+3x1eklPVjoHt+E85JnEft5Ojc1CKLyQM7DmnLGg33v5yPyRsS+kUsRnWYcTF8IIBbhOwO2SAbMvOWafMlNaFBBvETHMQIV2A2tCJfgEsazhNgjZyZSve4YF8hyPfh2wP7XxZHbmeLKKka6SUMa6kEdQYm9AFm0UYrOMsz1fWR5g7TexuVHjYav/zy2tMvtdlhLXH0Cs8zv5ucW5RTf14kwl4QAVs0Q7nKo+LWp2lahQJDCaIdQopCULO19oN4Tx7zlCgicheXCAC+6o1sp6xbp926Tw1wpIPyfquxhwYzBR/+BAw/Jb0dsJQ
    fIR9PckiKlFDjC19mXVqKbJLhrsBbJP4OLR7jZPGWSsPJMzVlXd20/G7t2iERZxFn+FjOFZChitRZW3XmIFdLpXQdXU4ozwB1srb2XxVWSlMg4mYb6bkzlhb8GWDnYc5iroOaNcVMIk488/aUOnfqLwtIXnk0BRVzwM5v+37Ehujiarot3PB7EBvAuuODZZFMLVE/i8B9dtW1iXAfwmuqsZx0FaN9mFbDSxDxP7i9lLAOTDLGwf0AAVhvSoPwgtOAsOhmefnokYt5BOaF6iuoUfazWgED4gMB7qb50War2o/M1UZ4CwNmhdTF24cqU94YTCZSy2jGoNJEmTLHrae0rfhMGoaRI4VjbtQKi98jmoj8K3PgOweYcBOA4O++QZ65buAeWs4sr7F76not1mG02iz3JXbl2G2Bl/7vcElNJ5RlXJRVrKbwoql27OrjP5lfm/eBO0/bs9N62Xzptd+FrRnt9xLtze/
    G24n1eV8U/3t1fsfP/765qdXH17/eDO45TLQ8xjixX5uWInd0dAsviAlT1ahxJINJHqTBcoTpv3KzEPwNtkgnlgnD7Dq4XrsLaM0RbgnyLJ/hDcO4ZOj+AzGaQhbYU1EwXQJQcRIgBHO0NcEzE0dTbejxzC1LCi6NQAD6BurbrdthF7/okpYesj6PJU5azgOI48BR77Ju8pTvvidYiBF0bAirCw00qmqrFVaVLkPiSEvSsRYn7EtaGwjzbS1EXIJ20Nmcn/YPWFZjGQkpcGdocIhzJxs8Pl1NPb5Bkok5q8yThN3tBbJ4V4qL2nhg3KyrCaHaaHzDlt96Yp9ddTUuvjZSTlUM4zc8HrRzJSTzzPNuyWbF6N8RX8Um2az3bbmAmXGRSqV0NxB5MGRui0xDYTAKsqFeZhHkzkcrrUGYiXAP0Z/PoMDOHlUf9Dpql0aydSU6aiO8WnOTR+WiHxHC6drg0qE1So8
    /bYSguwzsrG41m3F6kD+U8qfRV8WtmzymkXLkIsjTtbi7ySDpWMlZq8IbL4txXJSvYXxCw+3VhML/SxJS9y1iYGupHFhqRm83NdZCAO7pKKjsqW2hTKjxZk4waCktmIXrMrX1uESVbMpA2FEYIsIUY5ytpFKbVkYBHosf1BdWy1gGW0Wp/R8QuwjvKjEsSTGjt7KM1dgdNj6tXaIHrNSt4hmIX2PSMJ9pOfwX7D1AzBNEZHFWlRZYpiPI5Pdh+kPn3UG3zHdkSctRzANsuAv12yE6/+m5EIKy6n6Xp0F3Tk+pNVm81Qq68+PGao8EdzHAC4lDpbIJNfovbnxx4sgvvNvb8+bN7+XvpxnKS9dcS79WyDgVlEMkMkmIl4cWsD/ggnUbrUSPDJgG/KkIgsF480XKabgExJpj4MMY9oV9Xcbixq4zrQWUUluV9hRY5w5ML2VlprHz1EjBGbuAAFmIx8nNSodKeGm
    xcZWqWRqmixx/ICNiIgrn+izNLtiK02HAEgbULgCwWTlSZUFqi3UUjGZJOZcOE6uHl+c2HbffGKOgkBL8wVnzrI5NjWDo1TCG8te2ZdfgVtho1T5R02Wx/q7v/7b8sY4pymVycAAmE9404wWdTpCBkur2KedM3I88+SJzGFlUrqCrItUF1Gyupm96EmAIL3jzP7gmZatuQbVmHO7vviUUpphu72zDiIgjld0ZAL7ut1OPsUQFditrdB/IyNvpQdKjZi1jegWGGAEB8poIq5xL4HRCfSHJ7IovEAVnGDy4oV5erurNH1rBt99dyvJigTFsj/gnaCuzWZ9e8Ild/AreCXAHc4wyAC6PJYtBaGerVMKSnW2CYolHnYdD3XIlg+/50MYJ2ddgu+7+nIpYbN2TthpqxblbAzKJiXAPN9yoQMKgvy03Xxo5BAz4ChsqgXJgynxLzTW9CoYJptNDwuqGdhSQx61grC/
    c+y+EbN6HG+yODdqXwrVrshS0R83BGeCYgEfcpNc1PyqBdylbI8C1arH2Y+qHmBOqBl5ioq0pRDbCIdVKfUCmAgZeZe16QAguDv6bU1JGKB0okdGIFgaY4vdpfSux/JWzEBYKZDwmkMkFAeRYjkftYOszVZVOzX+0LxRbq/bB0nwkfAbhylqXUR+asAknL5+VyQleVwmGJTDRHoDOZ4uey2NLKFlWXAHG5dLtCkYIodgmURPBSEQBnQ8HatUw+IwRPkiwiFuHMDWPqhdVPFCAehguLVdfcOucGXqNOG2bqpOxEXcn9B0EGJrnC7KwASWY5C/fiUG3OfefxoiC3J7sahduezxxC+U3F0Vc3VnR+K9I0lJ6auSzhf5SqmShCJEHvMhUhXXBivm4NsgL88jH+ZUOlbAIqRfa28ZrPUwMOdW/2BrYfSNWDnNo+Qw1hq205c7a0HFFLBHdgS0dCsL3GijBq1iRyvN
    BKinu3RJfAKiNbE7ams4iXBKrMeVEEA/Z5gF0y+Ykp9z2iPHreC97e96dgwQyyGyHz01DWXlgGh/mgN9OA0s+soJYdWmqWKohz5+QFUe0jKukjgYXNqiwyVdFqLc/M/4vpmFT1mm7iMfnaFm7Xefil5RlCVtp6DLYjsSj+ri5cS1CkNPr9M77BpIQAIYuuEJxLRG258kwFU4TDKt2Mpo5ZL7psJg9iEKtXkny1SyHN2ws2NXyPugsSjPzniWL/p62u4PnlJtEZ6cvETSUfK/OJ3rorAGDYIjsymvVXjntXRBoSgiNT3kGebJwFw+NTgPeNozz4am39daVbEyjNxp6p9y3wQ4W4WBGJxYlx/5/eFOYwdwUXLmEvCnBD+4FHABKg+d6tSnxUxQKiI4HzUdQ60sGPEIrbmVCuL0QUWDjc5TaJUQMzHVUolRNakTEC5GTY6Hv6XwzgHxGrgQJFch9DIS8iVUmzQZ
    xJoMrhq/frh+8+Hd2+v/Ru5JhFBTR1b1xbxhGI7hxE0BHqkSu7RLiL5xFEFZxOS7bxjfebIqna6jpqZ48vv7At1NjHIkbipB08++P2tcu90HqzqHLW8ALdjYeQTGs/+XcC0eCIH+NIyjcMoBSMAmd1Rcjngb3weLCGn1+tNmCW/UqNbUK+uVPyoL5W9V6MXrXqG+JnlnDetDybagvOy2a3ujteIrBnIkRzVaNIKvEK7UDjxjxSPRzKKhErgdVgsRgBXVqZdNJKoMPlqmVcQeEhuJE0NoqPtD4xuHmszGhzs4PVLvUdeOPV3x7YhMFEYL21zDKS5gVaMNEO4dYKz54JtUjdR1a5K5PVEt+/5219aytlokGyIVvONhOkvbMpwOC6DyBaXepUVxWwpnnRyHvShtiefKr/RVglq55NbvxOGDeKHlvd45sy3iiHFfwN5EY9FKT8JRPdJ6lGbUsoDEA8K2uvweIAQ7
    BQFcKD950Y7clPxZLmCJbWi+f/P65+sf3mPz6+0wFQGkY6uf6/D/bM26IbTt1bjyfJpoK4qlDPWwhr0IZ7zJ9mmO9IlXysyT5+Z5U95gkpYJKNYkCQeKNiJV6evNhEOkkBniThoK9n2DWjLy6p6NTXxRXdh9nkyY9tq0aQBlNNKQjXlijb+bldvpbR/XVnqaspbm9joDmZZfoCkbeSQiLyFaOCNNQHi3jUZ8xksFUsiy91/cPSibpe2VteTOE0bpNDpwez6T3/soMjUbMucOGnPAVb6x64inLsXRf6lUXez1Sq1/L10p3Dztg3EutVCsFzy3odgL0D04ugoxuFWhsTz1ohjXxgGt/dtxobK2sr6Q6k0qpOzDHl2nrFxZipbFzTk3T3oYZovYQrnv6kJwbNBRKQvLzYEATIzlgh9ux5IyFq2pubzfEmEXaDe2SU6DShsEsL5pGaxI0lEx2+AQ58PzMwf6NxUY
    UMvNoLZQo+xJnGY7Clatnx3LSMrN1/pwJVBpnDZPP7Q+NEwbl61kh4/qliEstlogL+yCCkJNsrZY+TJGtrFDIWGO00Nu2hQIkRvxSQ87opgkmmy1uhAFaizO2BSC0/l9nf6V4l0lfjkevAisEkKwDNXCi0pJtrdTuKLoghJ6qeLiWGWPJHWv0+04A1ROzezVK3dwoPbWPIa85LwVek5P9aISHFhuwZgLKaJQVbFF5hyHsPLyHBorqa47mdrijivOiE2bJRWYYfEh5TvKru3PLPV+v3UsuPG1fxmfZsomkSuzvX53gav2F7wIe4GJF3qucMGLBxdMoS9yG3Gh10TtAwFxGdJMuCX2UI2blqPVwmn2K3vHGjhWvaSkS4zFdzkGW//Qcn6nTJj1nDf/wPPW+yHUy2y8p/CrddYzd3fG3uP33lMj30XLKHvLCyCI996HExjRm/daVL713sBLyaiR3Ekf40IcbEPB
    Qu9XPNkdLFA8Sd0nwTzxXgerYBwtouzxb9wSoOx9mI1ev/rlI8Lmj69++OnttRBw9GRqGuBYJ0amv0jgj8rFZKHZVr2JBtaTWv4XMXMNLRfwVN4yzY6F4VM+SMmGNXbGA58wjMdHcNM4z8Adpwww7ImS1uq55UsXmmxR6Xj4YQVYjT/sTvDPEc7tbQrGdbyHYBO/vcszgK0h3cE6cmMIJIazGbTPRxBBOldILWc4W87vKWA2bcOSIRqKffDJpcMHCVYrpw86yDQ3sf6Ph2mL8Q89R2VxeyE8nNY5wedlEp4XsLh4IR9N3mXCEb22DS/cLSM22Fe5EuJuNckNe+//Ad5I8+QYMwAA
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

variable "notebook_name" {
  type        = string
  description = "What the notebook instance is called"
  default     = "DualStack"
}

variable "role_arn" {
  type        = string
  description = "The IAM role the notebook instance works with"
}

variable "instance_type" {
  type        = string
  description = "Its size"
  default     = "ml.t3.medium"
}

variable "subnet_id" {
  type        = string
  description = "The subnet the policy is for: 10.64.16.0/20 or 10.64.32.0/20 or 2001:db8:1200:10::/64 or 2001:db8:1200:20::/64"
}

variable "security_group_ids" {
  type        = list(string)
  description = "Its security groups"
}

resource "aws_sagemaker_notebook_instance" "notebook" {
  name                   = var.notebook_name
  role_arn               = var.role_arn
  instance_type          = var.instance_type
  platform_identifier    = "notebook-al2023-v1"
  direct_internet_access = "Enabled"
  subnet_id              = var.subnet_id
  security_groups        = var.security_group_ids
  lifecycle_config_name  = aws_sagemaker_notebook_instance_lifecycle_configuration.routes.name
}
