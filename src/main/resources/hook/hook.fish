# runlog's hook for fish. In a project whose runlog.toml lists experiments, the first words of those command lines become
# functions that decide, in this shell and without any process, whether a command line is one of them. Nothing else changes.
# fish has no functions with a slash in their names: ./run.sh becomes "runlog run -- ./run.sh" as you type it (fish 3.6).
if status is-interactive

set -g _runlog_here @RUNLOG@
set -g _runlog_seen
set -g _runlog_root
set -g _runlog_patterns
set -g _runlog_regex
set -g _runlog_names
set -g _runlog_abbrs

# Whether a command may be recorded: not after "runlog off", and not inside a run that is still going on.
function _runlog_is_on
    test "$RUNLOG" != 0; or return 1
    test -n "$RUNLOG_RUN_DIR"; and test -r "$RUNLOG_RUN_DIR/run.json"; or return 0
    set -l line
    while read -l line
        string match -q '*"status": "running"*' -- $line; and return 1
        string match -q '*"status":*' -- $line; and return 0
    end <"$RUNLOG_RUN_DIR/run.json"
    return 0
end

# Finds the project and makes its functions; does nothing where nothing has changed.
function _runlog_look --on-variable PWD --on-event fish_prompt
    set -l before $status
    set -l dir $PWD
    set -l text ''
    test "$dir" != /; or set dir ''
    while not test -f "$dir/runlog.toml"
        if test -z "$dir"
            test -z "$_runlog_seen"; or _runlog_leave
            return $before
        end
        set dir (string replace -r '/[^/]*$' '' -- $dir | string collect)
    end
    test -r "$dir/runlog.toml"; and read -lz text <"$dir/runlog.toml"
    set -l now "$dir|$PWD|$PATH|$text"
    if test "$now" != "$_runlog_seen"
        _runlog_leave
        set -g _runlog_seen $now
        set -g _runlog_root $dir
        _runlog_read $text
        set -l regexes
        for pattern in $_runlog_patterns
            set -a regexes (_runlog_compiled $pattern)
        end
        set -g _runlog_regex (string join '|' -- $regexes)
        _runlog_define
    end
    return $before
end

# Takes the patterns out of: experiments = ["python* train*.py", ...]
function _runlog_read
    set -g _runlog_patterns
    set -l inside
    set -l list ''
    for line in (string split \n -- $argv[1])
        set line (string trim -- $line)
        if test -z "$inside"
            string match -q '[*' -- $line; and break
            string match -rq '^experiments[\s=]' -- $line; or continue
            set inside 1
            set line (string replace -r '^[^=]*=' '' -- $line)
        end
        set list "$list "(string replace -r '#.*' '' -- $line)
        string match -q '*[*]*' -- $list; and break
        string match -q '*[*' -- $list; or break
    end
    set list (string replace -r '^[^\[]*\[' '' -- $list)
    set list (string replace -r '\].*' '' -- $list)
    set list (string replace -a "'" '"' -- $list)
    for pattern in (string match -ar '"[^"]*"' -- $list)
        set pattern (string trim -c '"' -- $pattern)
        set pattern (string trim -- (string replace -ar '\s+' ' ' -- $pattern))
        test -n "$pattern"; or continue
        string match -rq '[\x00-\x1f\x7f\\\\]' -- $pattern; and continue
        set -ga _runlog_patterns $pattern
    end
end

# A function for every first word that a pattern may mean here.
function _runlog_define
    test (count $_runlog_patterns) -gt 0; or return 0
    for pattern in $_runlog_patterns nohup nice ionice env timeout stdbuf setsid taskset
        set -l word (string split ' ' -- $pattern)[1]
        if string match -q '*/*' -- $word
            test "$word" = "$pattern"; and _runlog_abbr $word
        else if string match -rq '[*?]' -- $word
            for dir in $PATH
                for file in $dir/*
                    set -l name (string replace -r '.*/' '' -- $file)
                    string match -q -- $word $name; and test -x $file; and _runlog_add $name
                end
            end
        else
            _runlog_add $word
        end
    end
end

# Makes the function NAME, unless the shell or the user has one of that name.
function _runlog_add
    string match -rq '^[a-zA-Z0-9_+@%,:.][a-zA-Z0-9_.+@%,:-]*$' -- $argv[1]; or return 0
    contains -- $argv[1] . .. : runlog (builtin -n); and return 0
    functions -q -- $argv[1]; and return 0
    eval "function $argv[1]; _runlog_call $argv[1] \$argv; end" 2>/dev/null; or return 0
    set -ga _runlog_names $argv[1]
end

# As "runlog run -- WORD" on the command line, for a word with a slash.
function _runlog_abbr
    set -l name _runlog_(count $_runlog_abbrs)
    set -l regex (string replace -a '\x1f' / -- (_runlog_word (string replace -r '^\./' '' -- $argv[1])))
    abbr --add $name --position command --regex "(\\./|\\.\\./|/)?([^ ]*/)?$regex" --function _runlog_expand 2>/dev/null; or return 0
    set -ga _runlog_abbrs $name
end

function _runlog_expand
    _runlog_is_on; and _runlog_matches $argv[1]; and _runlog_program; or return 1
    echo "runlog run --anyway -- $argv[1]"
end

# Takes our functions away; one that the user has put in the place of ours stays.
function _runlog_leave
    for name in $_runlog_names
        functions -q -- $name; and string match -q '*_runlog_call*' -- (functions -- $name | string collect); and functions -e -- $name
    end
    for name in $_runlog_abbrs
        abbr --erase $name
    end
    set -g _runlog_names
    set -g _runlog_abbrs
    set -g _runlog_patterns
    set -g _runlog_regex
    set -g _runlog_seen
    set -g _runlog_root
end

# Whether the command line is an experiment. One regular expression stands for all patterns, because each step costs fish
# its time; only where it fits, the patterns are asked one by one.
function _runlog_matches
    test -n "$_runlog_regex"; or return 1
    set -l line (string join \x1f -- $argv \x1f | string collect)
    string match -rq -- $_runlog_regex $line; or return 1
    string match -rq '\x1f(--help|/dev/fd/[^\x1f]*|/proc/self/fd/[^\x1f]*)\x1f|\x1f-h\x1f\x1f$' -- \x1f$line; and return 1
    for pattern in $_runlog_patterns
        set -l found (string match -r -- (_runlog_compiled $pattern) $line); or continue
        set -l is_there 1
        for want in (string match -r '^(?!-).*/.*' -- (string split ' ' -- $pattern))
            set -e found[1]
            set -l path (_runlog_path $found[1] | string collect)
            string match -rq -- '^'(_runlog_word (string replace -r '^\./' '' -- $want))'$' $path; or set is_there
        end
        test -n "$is_there"; and return 0
    end
    return 1
end

# A pattern as a regular expression: its words are the first words of the command line, options between them are passed over.
# Of a path its last name decides; what stands there is a group.
function _runlog_compiled
    set -l regex
    for want in (string split ' ' -- $argv[1])
        set -l word '(?:[^\x1f]*/)?'(_runlog_word (string replace -r '.*/' '' -- $want))
        set -l between '(?>-[XW]\x1f[^\x1f]*\x1f|-[^\x1f]*\x1f)*+'
        if string match -rq '^-' -- $want
            set word (_runlog_word $want)
            set between '(?:-[XW]\x1f[^\x1f]*\x1f|-[^\x1f]*\x1f)*?'
        else if string match -q '*/*' -- $want
            set word "($word)"
        end
        test -n "$regex"; or set between '^'
        set regex "$regex$between$word\x1f"
    end
    echo $regex
end

function _runlog_word
    set -l word (string escape --style=regex -- $argv[1])
    set word (string replace -a '\*' '[^\x1f]*' -- $word)
    string replace -a '\?' '[^\x1f]' -- $word
end

# The path from the project's folder.
function _runlog_path
    set -l file $argv[1]
    string match -q '/*' -- $file; or set file $PWD/$file
    set file (string replace -a /./ / -- $file | string collect)
    set file (string replace -ar '//+' / -- $file | string collect)
    while string match -q '/*/../*' -- $file
        set file (string replace -r '/[^/]+/\.\./' / -- $file | string collect)
    end
    set -l root (string length -- $_runlog_root/)
    test (string sub -l $root -- $file | string collect) = "$_runlog_root/"; and set file (string sub -s (math $root + 1) -- $file | string collect)
    printf '%s\n' $file
end

# How the program is called.
function _runlog_program
    if command -q runlog
        set -g _runlog_reply runlog
    else if test -x $_runlog_here
        set -g _runlog_reply $_runlog_here
    else
        return 1
    end
end

# Runs a command line, recorded if it is an experiment.
function _runlog_call
    set -l at 0
    if _runlog_is_on
        if _runlog_matches $argv
            set at 1
        else if contains -- $argv[1] nohup nice ionice env timeout stdbuf setsid taskset
            set at 2
            while test $at -le (count $argv); and not _runlog_matches $argv[$at..-1]
                set at (math $at + 1)
            end
            test $at -le (count $argv); or set at 0
        end
    end
    if test $at -gt 0; and not _runlog_program
        echo "runlog: warning: the program runlog is gone; this run is NOT recorded" >&2
        set at 0
    end
    set -l line $argv
    if test $at -gt 0
        set -l quiet
        test -t 2; or set quiet -q
        set line $_runlog_reply run --anyway $quiet -- $argv[$at..-1]
        if test $at -gt 1
            set -l before (math $at - 1)
            set line $argv[1..$before] $line
        end
    end
    # evaluated as a whole, so that "jobs" shows what runs
    if _runlog_is_behind $argv[1]
        eval command (string escape -- $line) '&'
    else
        eval command (string escape -- $line)
    end
end

# Whether the command line that runs says "NAME ... &": fish puts no function into the background.
function _runlog_is_behind
    set -l typed (status current-commandline | string collect)
    string match -q '*&*' -- $typed; or return 1
    set typed (string replace -ar '\\\\.|"(?:\\\\.|[^"\\\\])*"|\'(?:\\\\.|[^\'\\\\])*\'' '' -- $typed | string collect)
    set typed (string replace -ar '[<>]&|&>|&&|&\||\|\|' ' ; ' -- $typed | string collect)
    string match -rq '(^|[;&|\n])\s*([A-Za-z_]\w*=\S*\s+)*'(string escape --style=regex -- $argv[1])'(\s[^;&|\n]*)?&' -- $typed
end

function runlog
    switch "$argv[1]"
        case on
            set -e RUNLOG
        case off
            set -gx RUNLOG 0
        case '*'
            if _runlog_program
                command $_runlog_reply $argv
            else
                command runlog $argv
            end
    end
end
_runlog_look

end
