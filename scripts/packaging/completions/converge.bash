# bash completion for converge(1)                                          -*- shell-script -*-

# Names of stacks, and of projects that are not declared and stay, as the last run left them for
# anybody to read; of what is on hold, which root may read; and from a clone that this is the root of.
_converge_stacks() {
  sed -n -e 's/^ *"name" : "\([a-z0-9][a-z0-9_-]*\)".*/\1/p' \
    -e '/^ *"left" : \[$/,/\]/s/^ *"\([a-z0-9][a-z0-9_-]*\)",*$/\1/p' \
    /run/converge/status.json 2>/dev/null
  sed -n 's/^    "\([a-z0-9][a-z0-9_-]*\)" : {$/\1/p' /var/lib/converge/state/requests.json 2>/dev/null
  sed -n 's/^ *- *["'\'']\{0,1\}\([a-z0-9][a-z0-9_-]*\).*/\1/p' host/*/stacks.yaml 2>/dev/null
}

# Names of hosts, from the checkout of this host, which is root's, and from a clone.
_converge_hosts() {
  local folder
  for folder in /var/lib/converge/checkout/host/*/ host/*/; do
    [[ ! -d $folder ]] || basename "$folder"
  done
}

_converge() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} word command='' secrets=''
  local commands='run plan status hold resume retry init doctor secrets help'
  local secret_commands='keygen recipients edit set unset encrypt decrypt rotate update-keys check log'
  local run='--config --host --stack --full --dry-run --teardown-foreign --adopt --json --color -v
    --verbose'
  local options words='' index
  COMPREPLY=()

  # --option=value comes as three words
  if [[ $cur == = ]]; then
    cur=''
  elif [[ $prev == = ]] && ((COMP_CWORD > 1)); then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
    # --token-file HOST=FILE
    if [[ ${COMP_WORDS[*]:COMP_CWORD-3:1} == --token-file ]]; then prev=--token-file; fi
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]}
    if [[ $command == secrets && -z $secrets && " $secret_commands " == *" $word "* ]]; then
      secrets=$word
    elif [[ -z $command && " $commands " == *" $word "* ]]; then
      command=$word
    fi
  done

  case $prev in
  --config | --ca-file | --token-file | --checkout | --state | --age-key | -o)
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    return
    ;;
  --stack) words=$(_converge_stacks) ;;
  --host | --lost-host) words=$(_converge_hosts) ;;
  --color) words='auto always never' ;;
  --as) words='dotenv json yaml binary' ;;
  --for) words='30m 2h 1d' ;;
  --since | --commit) words=$(git for-each-ref --format='%(refname:short)' 2>/dev/null) ;;
  --age | --recipient | --reason | --host-key | --branch | --docker | --*-regex | --*-suffix) return ;;
  *) prev='' ;;
  esac
  if [[ -n $prev ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    return
  fi

  case $command$secrets in
  '') options="$run --version" words=$commands ;;
  run | plan) options=$run ;;
  status | doctor) options='--config --json --color' ;;
  hold) options='--for --reason --config --color' words=$(_converge_stacks) ;;
  resume) options='--config --color' words=$(_converge_stacks) ;;
  retry) options='--config --host --json --color -v --verbose' words=$(_converge_stacks) ;;
  init)
    options='--host --yes -y --branch --host-key --token-file --token-stdin --ca-file --adopt --no-timer
      --config --checkout --state --docker --color'
    ;;
  help) options='' words='secrets init' ;;
  secrets) options='' words=$secret_commands ;;
  secretskeygen) options='-o' ;;
  secretscheck)
    options='--history --since --staged --commit --lost-host --recipient --json --age-key'
    ;;
  secretslog) options='--json' ;;
  secretsencrypt)
    options='-i --age --as --encrypted-regex --unencrypted-regex --encrypted-suffix
      --unencrypted-suffix --encrypted-comment-regex --unencrypted-comment-regex
      --mac-only-encrypted'
    ;;
  secretsrecipients) options='--age-key' ;;
  secretsdecrypt) options='-o --age-key --as' ;;
  secretsrotate | secretsupdate-keys) options='--yes --age-key' ;;
  *) options='--age-key --as' ;;
  esac
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options --help" -- "$cur")
  elif [[ -n $secrets ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  fi
} && complete -F _converge converge
