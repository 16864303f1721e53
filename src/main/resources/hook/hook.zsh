# runlog's hook for zsh. In a project whose runlog.toml lists experiments, the first words of those command lines become
# functions that decide, in this shell and without any process, whether a command line is one of them. Nothing else changes.
if [[ -o interactive ]]; then

typeset -g _runlog_here=@RUNLOG@
typeset -g _runlog_seen='' _runlog_root='' _runlog_cwd='' _runlog_reply=''
typeset -g _runlog_aliased='' _runlog_left_out=''
typeset -ga _runlog_patterns _runlog_names
_runlog_patterns=() _runlog_names=()

# Whether a command may be recorded: not after "runlog off", and not inside a run that is still going on.
_runlog_is_on() {
  emulate -L zsh
  [[ ${RUNLOG-} != 0 ]] || return 1
  [[ -n ${RUNLOG_RUN_DIR-} && -r $RUNLOG_RUN_DIR/run.json ]] || return 0
  local line
  while IFS= read -r line; do
    case $line in
      (*'"status": "running"'*) return 1 ;;
      (*'"status":'*) return 0 ;;
    esac
  done <"$RUNLOG_RUN_DIR/run.json"
  return 0
}

# Finds the project and makes its functions; does nothing where nothing has changed.
_runlog_look() {
  emulate -L zsh
  local dir=$PWD text=''
  [[ $dir != / ]] || dir=''
  while [[ ! -f $dir/runlog.toml ]]; do
    if [[ -z $dir ]]; then
      [[ -z $_runlog_seen ]] || _runlog_leave
      return 0
    fi
    dir=${dir%/*}
  done
  [[ ! -r $dir/runlog.toml ]] || text=$(<"$dir/runlog.toml")
  local -a programs
  if [[ "$dir|$PATH|$text" != "$_runlog_seen" ]]; then
    _runlog_leave
    _runlog_seen="$dir|$PATH|$text" _runlog_root=$dir
    _runlog_read "$text"
    programs=($path)
  fi
  if [[ "$PWD" != "$_runlog_cwd" ]]; then
    _runlog_cwd=$PWD
    _runlog_define $programs
  fi
  return 0
}

# Takes the patterns out of: experiments = ["python* train*.py", ...]
_runlog_read() {
  emulate -L zsh
  setopt extended_glob
  local line list='' inside='' pattern
  _runlog_patterns=()
  for line in "${(@f)1}"; do
    line=${line##[[:space:]]#}
    if [[ -z $inside ]]; then
      case $line in
        (\[*) break ;;
        (experiments[[:space:]=]*) inside=1 line=${line#*=} ;;
        (*) continue ;;
      esac
    fi
    list="$list ${line%%\#*}"
    case $list in
      (*\[*\]*) break ;;
      (*\[*) ;;
      (*) break ;;
    esac
  done
  list=${list#*\[} list=${list%%\]*}
  list=${list//\'/\"} list=${list//$'\t'/ }
  while [[ $list == *\"*\"* ]]; do
    list=${list#*\"} pattern=${list%%\"*} list=${list#*\"}
    pattern=${pattern// ##/ }
    pattern=${pattern# } pattern=${pattern% }
    case $pattern in
      ('' | *[[:cntrl:]\\]*) ;;
      (*) _runlog_patterns+=("$pattern") ;;
    esac
  done
}

# A function for every first word that a pattern may mean: programs in the folders that are given, files of the project,
# and, in each folder anew, files and virtual environments there.
_runlog_define() {
  emulate -L zsh
  setopt null_glob
  (( $#_runlog_patterns )) || return 0
  local pattern word dir file
  local -a here
  for pattern in $_runlog_patterns nohup nice ionice env timeout stdbuf setsid taskset; do
    word=${pattern%% *}
    case $word in
      (*/*)
        word=${word#./}
        for file in $_runlog_root/${~word}; do
          _runlog_add $file
          case $file in
            ($PWD/*/*) _runlog_add ${file#$PWD/}; _runlog_add ./${file#$PWD/} ;;
            ($PWD/*) _runlog_add ./${file#$PWD/} ;;
          esac
        done
        ;;
      (*)
        case $word in
          (*[*?]*)
            for dir; do
              for file in $dir/${~word}; do
                [[ ! -x $file ]] || _runlog_add ${file:t}
              done
            done
            ;;
          (*) _runlog_add $word ;;
        esac
        here=(./${~word} ./venv/bin/${~word} ./.venv/bin/${~word} ./env/bin/${~word})
        for file in $here; do
          [[ -x $file && ! -d $file ]] || continue
          _runlog_add $file
          _runlog_add $PWD/${file#./}
          [[ $file != ./*/* ]] || _runlog_add ${file#./}
        done
        ;;
    esac
  done
}

# Makes the function NAME, unless the shell or the user has one of that name.
_runlog_add() {
  emulate -L zsh
  case $1 in
    (-* | . | .. | : | runlog) return 0 ;;
  esac
  if (( $+functions[$1] || $+builtins[$1] || $reswords[(Ie)$1] )); then return 0; fi
  functions[$1]="_runlog_call ${(q)1} \"\$@\""
  _runlog_names+=("$1")
}

# Takes our functions away; one that the user has put in the place of ours stays.
_runlog_leave() {
  emulate -L zsh
  local name
  for name in $_runlog_names; do
    [[ ${functions[$name]-} != *_runlog_call* ]] || unset "functions[$name]"
  done
  _runlog_names=() _runlog_patterns=() _runlog_seen='' _runlog_root='' _runlog_cwd=''
}

# Whether the command line is an experiment.
_runlog_matches() {
  emulate -L zsh
  local pattern word
  (( $#_runlog_patterns )) || return 1
  for word; do
    case $word in (--help | /dev/fd/* | /proc/self/fd/*) return 1 ;; esac
  done
  [[ $word != -h ]] || return 1
  for pattern in $_runlog_patterns; do
    if _runlog_fits $pattern "$@"; then return 0; fi
  done
  return 1
}

# The pattern's words are the first words of the command line; options between them are passed over.
_runlog_fits() {
  emulate -L zsh
  local word want first=1
  local -a wanted
  wanted=(${(s: :)1})
  shift
  for want in $wanted; do
    while :; do
      (( $# )) || return 1
      word=$1
      shift
      [[ -z $first ]] || break
      case $word in
        (-*)
          if [[ $want == -* && $word == ${~want} ]]; then break; fi
          case $word in (-X | -W) (( ! $# )) || shift ;; esac
          ;;
        (*) break ;;
      esac
    done
    first=
    case $want in
      (-*) ;;
      (*/*)
        want=${want#./}
        _runlog_path $word
        word=$_runlog_reply
        ;;
      (*) word=${word##*/} ;;
    esac
    [[ $word == ${~want} ]] || return 1
  done
  return 0
}

# The path from the project's folder.
_runlog_path() {
  emulate -L zsh
  local file=$1 left
  case $file in (/*) ;; (*) file=$PWD/$file ;; esac
  while [[ $file == */./* ]]; do file=${file//\/.\///}; done
  while [[ $file == *//* ]]; do file=${file//\/\///}; done
  while [[ $file == /*/../* ]]; do
    left=${file%%/../*}
    file=${left%/*}/${file#*/../}
  done
  _runlog_reply=${file#$_runlog_root/}
}

# How the program is called.
_runlog_program() {
  emulate -L zsh
  if (( $+commands[runlog] )); then
    _runlog_reply=runlog
  elif [[ -x $_runlog_here ]]; then
    _runlog_reply=$_runlog_here
  else
    return 1
  fi
}

# Sets _runlog_line to what is to be run.
_runlog_find() {
  emulate -L zsh
  local -i at=0
  if _runlog_is_on && _runlog_look; then
    if _runlog_matches "$@"; then
      at=1
    else
      case $1 in
        (nohup | nice | ionice | env | timeout | stdbuf | setsid | taskset)
          at=2
          while (( at <= $# )) && ! _runlog_matches "${@[at,-1]}"; do (( at += 1 )); done
          (( at <= $# )) || at=0
          ;;
      esac
    fi
  fi
  if (( at > 0 )) && ! _runlog_program; then
    print -u2 -r "runlog: warning: the program runlog is gone; this run is NOT recorded"
    at=0
  fi
  typeset -ga _runlog_line
  _runlog_line=("$@")
  if (( at > 0 )); then
    local -a quiet
    [[ -t 2 ]] || quiet=(-q)
    _runlog_line=("${@[1,at-1]}" $_runlog_reply run --anyway $quiet -- "${@[at,-1]}")
  fi
}

# Runs a command line, recorded if it is an experiment. The user's options hold here, as they do for the command.
_runlog_call() {
  _runlog_find "$@"
  command "${_runlog_line[@]}"
}

# A function that is suspended has no name for "jobs" and no exit code for "fg". So what is typed as one plain command runs
# without ours: an experiment by an alias that lasts for this line, anything else as the program itself.
_runlog_typed() {
  emulate -L zsh
  setopt extended_glob
  _runlog_forget
  [[ $CONTEXT == start && -z $PREBUFFER && $BUFFER != *[$'$`(){}*?[]~#!^\n']* ]] || return 0
  local -a words
  words=(${(z)BUFFER})
  (( ! ${words[(I)[\;\&\|=]*]} )) || return 0
  while [[ $words[1] == [A-Za-z_][A-Za-z0-9_]#=* && $words[1] != RUNLOG=* ]]; do shift words; done
  local name=$words[1] text=${aliases[$words[1]]-}
  if [[ -n $text && $text != *[$'$`(){}*?[]~#!^;&|<>=\n']* && $text != *[[:space:]] ]]; then
    words=(${(z)text} $words[2,-1])
    [[ $words[1] != $name ]] || return 0
    name=$words[1]
  fi
  [[ ${functions[$name]-} == *"_runlog_call "* && -z ${aliases[$name]-} ]] || return 0
  words=("${(@Q)words[1,${words[(i)[0-9]#[<>]*]}-1]}")
  _runlog_find $words
  if (( $#_runlog_line == $#words )); then
    _runlog_left_out=$name
    unset "functions[$name]"
  elif [[ $_runlog_line[2] == run ]]; then
    _runlog_aliased=$name
    words=("${(@q)_runlog_line[1,-$#words-1]}" $name)
    aliases[$name]="command $words"
  fi
}

_runlog_forget() {
  emulate -L zsh
  [[ -z $_runlog_aliased ]] || unset "aliases[$_runlog_aliased]"
  if [[ -n $_runlog_left_out ]] && (( ! $+functions[$_runlog_left_out] )); then
    functions[$_runlog_left_out]="_runlog_call ${(q)_runlog_left_out} \"\$@\""
  fi
  _runlog_aliased='' _runlog_left_out=''
}

runlog() {
  case ${1-} in
    (on) unset RUNLOG ;;
    (off) export RUNLOG=0 ;;
    (*)
      if _runlog_program; then
        command "$_runlog_reply" "$@"
      else
        command runlog "$@"
      fi
      ;;
  esac
}

typeset -ga chpwd_functions precmd_functions
(( $chpwd_functions[(Ie)_runlog_look] )) || chpwd_functions+=(_runlog_look)
(( $precmd_functions[(Ie)_runlog_look] )) || precmd_functions+=(_runlog_forget _runlog_look)
if [[ -o zle ]] && autoload -Uz +X add-zle-hook-widget 2>/dev/null; then
  add-zle-hook-widget line-finish _runlog_typed
fi
_runlog_look

fi
