# runlog's hook for bash. In a project whose runlog.toml lists experiments, the first words of those command lines become
# functions that decide, in this shell and without any process, whether a command line is one of them. Nothing else changes.
if [[ $- == *i* ]]; then

_runlog_here=@RUNLOG@
_runlog_seen='' _runlog_root='' _runlog_cwd=''
_runlog_patterns=() _runlog_names=()

# Whether a command may be recorded: not after "runlog off", and not inside a run that is still going on.
_runlog_is_on() {
  [ "${RUNLOG-}" != 0 ] || return 1
  [ -n "${RUNLOG_RUN_DIR-}" ] || return 0
  local line
  while IFS= read -r line; do
    case $line in
      *'"status": "running"'*) return 1 ;;
      *'"status":'*) return 0 ;;
    esac
  done 2>/dev/null <"$RUNLOG_RUN_DIR/run.json"
  return 0
}

# Finds the project and makes its functions; does nothing where nothing has changed.
_runlog_look() {
  local dir=$PWD text='' path=''
  while [ ! -f "$dir/runlog.toml" ]; do
    if [ -z "$dir" ]; then
      [ -z "$_runlog_seen" ] || _runlog_leave
      return 0
    fi
    dir=${dir%/*}
  done
  IFS= read -r -d '' text 2>/dev/null <"$dir/runlog.toml" || :
  if [ "$dir|$PATH|$text" != "$_runlog_seen" ]; then
    _runlog_leave
    _runlog_seen="$dir|$PATH|$text" _runlog_root=$dir
    _runlog_read "$text"
    path=$PATH:
  fi
  if [ "$PWD" != "$_runlog_cwd" ]; then
    _runlog_cwd=$PWD
    _runlog_define "$path"
  fi
  return 0
}

# Takes the patterns out of: experiments = ["python* train*.py", ...]
_runlog_read() {
  local rest=$1$'\n' line list='' inside='' pattern
  _runlog_patterns=()
  while [ -n "$rest" ]; do
    line=${rest%%$'\n'*} rest=${rest#*$'\n'}
    line=${line#"${line%%[![:space:]]*}"}
    if [ -z "$inside" ]; then
      case $line in
        \[*) break ;;
        experiments[[:space:]=]*) inside=1 line=${line#*=} ;;
        *) continue ;;
      esac
    fi
    list="$list ${line%%#*}"
    case $list in
      *\[*\]*) break ;;
      *\[*) ;;
      *) break ;;
    esac
  done
  list=${list#*\[} list=${list%%\]*}
  list=${list//\'/\"} list=${list//$'\t'/ }
  while [[ $list == *\"*\"* ]]; do
    list=${list#*\"} pattern=${list%%\"*} list=${list#*\"}
    while [[ $pattern == *'  '* ]]; do pattern=${pattern//  / }; done
    pattern=${pattern# } pattern=${pattern% }
    case $pattern in
      '' | *[[:cntrl:]\\]*) ;;
      *) _runlog_patterns+=("$pattern") ;;
    esac
  done
}

# A function for every first word that a pattern may mean: programs on the PATH, files of the project, and, in each
# folder anew, files and virtual environments there.
_runlog_define() {
  [ ${#_runlog_patterns[@]} -gt 0 ] || return 0
  local pattern word noglob='' failglob='' IFS=
  [[ $- != *f* ]] || noglob=1
  ! shopt -q failglob || failglob=1
  set +f
  shopt -u failglob
  for pattern in "${_runlog_patterns[@]}" nohup nice ionice env timeout stdbuf setsid taskset; do
    word=${pattern%% *}
    case $word in
      */*) _runlog_define_file "${word#./}" ;;
      *) _runlog_define_program "$word" "$1" ;;
    esac
  done
  [ -z "$noglob" ] || set -f
  [ -z "$failglob" ] || shopt -s failglob
}

_runlog_define_file() {
  local file
  for file in "$_runlog_root"/$1; do
    _runlog_add "$file"
    case $file in
      "$PWD"/*/*) _runlog_add "${file#"$PWD"/}" && _runlog_add "./${file#"$PWD"/}" ;;
      "$PWD"/*) _runlog_add "./${file#"$PWD"/}" ;;
    esac
  done
}

_runlog_define_program() {
  local path=$2 dir file
  case $1 in
    *[*?]*) ;;
    *) path='' && _runlog_add "$1" ;;
  esac
  while [ -n "$path" ]; do
    dir=${path%%:*} path=${path#*:}
    for file in "$dir"/$1; do
      [ ! -x "$file" ] || _runlog_add "${file##*/}"
    done
  done
  for file in ./$1 ./venv/bin/$1 ./.venv/bin/$1 ./env/bin/$1; do
    [ -x "$file" ] && [ ! -d "$file" ] || continue
    _runlog_add "$file" && _runlog_add "$PWD/${file#./}"
    case $file in ./*/*) _runlog_add "${file#./}" ;; esac
  done
}

# Makes the function NAME, unless the shell or the user has one of that name.
_runlog_add() {
  case $1 in
    *[!a-zA-Z0-9_./+@%,:-]* | -* | . | .. | : | runlog) return 0 ;;
    alias | bg | bind | break | builtin | caller | case | cd | command | compgen | complete | compopt | continue | coproc | declare | dirs | disown | do | done | echo) return 0 ;;
    elif | else | enable | esac | eval | exec | exit | export | false | fc | fg | fi | for | function | getopts | hash | help | history | if | in | jobs | kill | let) return 0 ;;
    local | logout | mapfile | popd | printf | pushd | pwd | read | readarray | readonly | return | select | set | shift | shopt | source | suspend | test) return 0 ;;
    then | time | times | trap | true | type | typeset | ulimit | umask | unalias | unset | until | wait | while) return 0 ;;
  esac
  if declare -F -- "$1" >/dev/null; then return 0; fi
  if [[ -o posix && $1 == *[!a-zA-Z0-9_]* ]]; then return 0; fi
  eval "function $1 { _runlog_call $1 \"\$@\"; }" 2>/dev/null || return 0
  _runlog_names+=("$1")
}

# Takes our functions away; one that the user has put in the place of ours stays. To tell, the shell copies itself, once.
_runlog_leave() {
  local name now
  if [ ${#_runlog_names[@]} -gt 0 ]; then
    now=$'\n'$(declare -f -- "${_runlog_names[@]}")
    for name in "${_runlog_names[@]}"; do
      [[ $now != *$'\n'"$name () "$'\n'"{ "$'\n'"    _runlog_call "* ]] || unset -f -- "$name"
    done
  fi
  _runlog_names=() _runlog_patterns=() _runlog_seen='' _runlog_root='' _runlog_cwd=''
}

# Whether the command line is an experiment.
_runlog_matches() {
  local pattern word
  [ ${#_runlog_patterns[@]} -gt 0 ] || return 1
  for word; do
    case $word in --help | /dev/fd/* | /proc/self/fd/*) return 1 ;; esac
  done
  [ "$word" != -h ] || return 1
  for pattern in "${_runlog_patterns[@]}"; do
    if _runlog_fits "$pattern" "$@"; then return 0; fi
  done
  return 1
}

# The pattern's words are the first words of the command line; options between them are passed over.
_runlog_fits() {
  local rest="$1 " want word first=1
  shift
  while [ -n "$rest" ]; do
    want=${rest%% *} rest=${rest#* }
    while :; do
      [ $# -gt 0 ] || return 1
      word=$1
      shift
      [ -z "$first" ] || break
      case $word in
        -*)
          case $want in
            -*) case $word in $want) break ;; esac ;;
          esac
          case $word in -X | -W) [ $# -eq 0 ] || shift ;; esac
          ;;
        *) break ;;
      esac
    done
    first=
    case $want in
      -*) ;;
      */*)
        want=${want#./}
        _runlog_path "$word" && word=$_runlog_reply
        ;;
      *) word=${word##*/} ;;
    esac
    case $word in
      $want) ;;
      *) return 1 ;;
    esac
  done
}

# The path from the project's folder.
_runlog_path() {
  local path=$1 left dot=/./ double=// slash=/
  case $path in /*) ;; *) path=$PWD/$path ;; esac
  while [[ $path == */./* ]]; do path=${path//$dot/$slash}; done
  while [[ $path == *//* ]]; do path=${path//$double/$slash}; done
  while [[ $path == */../* ]]; do
    left=${path%%/../*}
    path=${left%/*}/${path#*/../}
  done
  _runlog_reply=${path#"$_runlog_root"/}
}

# How the program is called.
_runlog_program() {
  if type -P runlog >/dev/null; then
    _runlog_reply=runlog
  elif [ -x "$_runlog_here" ]; then
    _runlog_reply=$_runlog_here
  else
    return 1
  fi
}

# Runs a command line, recorded if it is an experiment.
_runlog_call() {
  local at=0 quoted='' words='' quiet=''
  if _runlog_is_on && _runlog_look; then
    if _runlog_matches "$@"; then
      at=1
    else
      case $1 in
        nohup | nice | ionice | env | timeout | stdbuf | setsid | taskset)
          at=2
          while [ $at -le $# ] && ! _runlog_matches "${@:at}"; do at=$((at + 1)); done
          [ $at -le $# ] || at=0
          ;;
      esac
    fi
  fi
  if [ $at -gt 0 ] && ! _runlog_program; then
    echo "runlog: warning: the program runlog is gone; this run is NOT recorded" >&2
    at=0
  fi
  # evaluated as a whole, so that "jobs" shows what runs
  if [ $at -eq 0 ]; then
    printf -v words ' %q' "$@"
    eval "command$words"
    return
  fi
  [ -t 2 ] || quiet=' -q'
  [ $at -eq 1 ] || printf -v quoted ' %q' "${@:1:at-1}"
  printf -v words ' %q' "${@:at}"
  printf -v _runlog_reply ' %q' "$_runlog_reply"
  eval "command$quoted$_runlog_reply run --anyway$quiet --$words"
}

function runlog {
  case ${1-} in
    on) unset RUNLOG ;;
    off) export RUNLOG=0 ;;
    *)
      if _runlog_program; then
        command "$_runlog_reply" "$@"
      else
        command runlog "$@"
      fi
      ;;
  esac
}

# "cd project && python train.py" is one line: the prompt would come too late.
if ! declare -F cd >/dev/null; then function cd { builtin cd "$@" && _runlog_look; }; fi
if ! declare -F pushd >/dev/null; then function pushd { builtin pushd "$@" && _runlog_look; }; fi
if ! declare -F popd >/dev/null; then function popd { builtin popd "$@" && _runlog_look; }; fi
case ${PROMPT_COMMAND-} in
  *_runlog_look*) ;;
  *) PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}_runlog_look ;;
esac
_runlog_look

fi
