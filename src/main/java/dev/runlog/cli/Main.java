package dev.runlog.cli;

import dev.runlog.model.Nearest;
import dev.runlog.model.Problem;
import dev.runlog.model.Run;
import dev.runlog.model.World;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.ParseException;

/// The front door: finds the command, runs it, and turns a [Problem] into its message and exit
/// code. The only class that touches the process it runs in.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    int code = run(world(), args);
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(code);
  }

  /// The whole program, for a world of the caller's making.
  public static int run(World world, String... args) {
    try {
      return dispatch(world, List.of(args));
    } catch (Problem e) {
      world.err().println("runlog: " + e.getMessage());
      return e.exitCode();
    }
  }

  /// All commands, in the order in which help lists them.
  static List<Command> commands() {
    return List.of(
        new RunCommand(),
        new LsCommand(),
        new ShowCommand(),
        new BestCommand(),
        new FindCommand(),
        new CompareCommand(),
        new LogCommand(),
        new NoteCommand(),
        new TodoCommand(),
        new TagCommand(),
        new RmCommand(),
        new PruneCommand(),
        new PushCommand(),
        new TensorBoardCommand(),
        new DataCommand(),
        new InitCommand(),
        new HookCommand(),
        new AdoptCommand(),
        new ImportCommand(),
        new DoctorCommand(),
        new CompletionCommand());
  }

  private static int dispatch(World world, List<String> args) {
    var first = args.isEmpty() ? "--help" : args.getFirst();
    var rest = args.isEmpty() ? args : args.subList(1, args.size());
    return switch (first) {
      case "--help", "-h", "help" ->
          say(world, rest.isEmpty() ? Help.overview() : Help.of(command(rest.getFirst())));
      case "--version", "version" -> say(world, "runlog " + Run.VERSION + "\n");
      default -> run(command(first), rest, world);
    };
  }

  private static int say(World world, String text) {
    world.out().print(text);
    return 0;
  }

  private static Command command(String name) {
    if (name.equals("run")) {
      return new RunCommand(); // the one that is typed all day does not load the others
    }
    if (name.equals("facts")) {
      return new FactsCommand(); // for the Python module, so in no list
    }
    for (var command : commands()) {
      if (command.name().equals(name)) {
        return command;
      }
    }
    var names = commands().stream().map(Command::name).toList();
    throw Problem.usage(
        "there is no command '"
            + name
            + "'"
            + Nearest.hint(name, names)
            + ". 'runlog --help' lists them; to record a command, type: runlog run -- "
            + name
            + " ...");
  }

  private static int run(Command command, List<String> args, World world) {
    var own = command.takesCommand() ? ownOptions(args) : args;
    if (own.contains("--help") || own.contains("-h")) {
      return say(world, Help.of(command));
    }
    return command.run(parse(command, args), world);
  }

  /// The words before `--`.
  private static List<String> ownOptions(List<String> args) {
    int end = args.indexOf("--");
    return end < 0
        ? args.stream().takeWhile(word -> word.startsWith("-")).toList()
        : args.subList(0, end);
  }

  private static CommandLine parse(Command command, List<String> args) {
    try {
      var parser =
          DefaultParser.builder()
              .setAllowPartialMatching(false)
              .setStripLeadingAndTrailingQuotes(false)
              .get();
      return parser.parse(command.options(), args.toArray(String[]::new), command.takesCommand());
    } catch (ParseException e) {
      throw Problem.usage(
          command.name() + ": " + e.getMessage() + ". See 'runlog " + command.name() + " --help'");
    }
  }

  static World world() {
    var env = LauncherEnvironment.restored(System.getenv());
    var terminals = new TreeSet<Integer>();
    for (var fd : System.getProperty("runlog.terminals", "").split(",")) {
      if (!fd.isEmpty()) {
        terminals.add(Integer.valueOf(fd));
      }
    }
    return new World(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        new World.ChildStreams(
            ProcessBuilder.Redirect.INHERIT,
            ProcessBuilder.Redirect.INHERIT,
            ProcessBuilder.Redirect.INHERIT),
        Set.copyOf(terminals),
        Integer.getInteger("runlog.width", 100),
        env,
        Path.of("").toAbsolutePath(),
        Path.of(env.getOrDefault("HOME", System.getProperty("user.home"))),
        Clock.system(zone()));
  }

  /// The launcher tells today's offset, because Java takes 20 ms to load the rules of all zones.
  private static ZoneId zone() {
    var offset = System.getProperty("runlog.offset", "");
    return offset.isEmpty() ? ZoneId.systemDefault() : ZoneOffset.of(offset);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
