using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using Fovea.Cli.Verbs;

namespace Fovea.Cli;

/// <summary>The whole command: finds the verb, runs it, and turns what goes wrong into one message and an exit code.</summary>
static class CommandLine
{
    const string Overview = """
        fovea: image filters and convolutional networks in pure C#, from a pixel to a trained network.

          fovea train lenet5              train LeNet-5 on generated digits (no download)
          fovea evaluate runs/...         accuracy and confusion matrix of what came of it
          fovea predict runs/... x.png    what is in a picture
          fovea describe lenet5           layers, shapes, parameters, multiply-adds

          fovea filter "gaussian sigma=2 | sobel" in.jpg -o out.png
                                          filter pictures, and folders of them
          fovea filters                   every filter         fovea show x.png         a picture in the terminal
          fovea histogram x.png           how often values     fovea compare a.png b.png    PSNR, SSIM

          fovea run net.onnx ...          a network on arrays in NumPy files
          fovea export runs/... -o x.onnx a network as ONNX, or its weights as safetensors
          fovea convert a.pth b.safetensors   weights in another format

          fovea models                    every network        fovea data      every data set
          fovea gradcheck                 test the gradients   fovea doctor    test this machine

        fovea VERB --help shows the options of a verb with examples.
        """;

    static readonly Option<bool> Json = new("--json") { Description = "Write one JSON object to standard output, all else to standard error", Arity = ArgumentArity.Zero, Recursive = true };

    static readonly Option<bool> Verbose = new("--verbose") { Description = "Show the stack trace of an error", Arity = ArgumentArity.Zero, Recursive = true };

    /// <summary>Runs a command in this process, with standard output and error of the caller's choice, as if neither were a terminal.</summary>
    public static int Run(IReadOnlyList<string> args, TextWriter stdout, TextWriter stderr, CancellationToken cancellation = default) =>
        Run(args, new Terminal(stdout, stderr, false, false), Interrupt.By(cancellation));

    /// <summary>Runs a command and gives its exit code.</summary>
    public static int Run(IReadOnlyList<string> args, Terminal terminal, Interrupt interrupt)
    {
        using (interrupt)
        {
            RootCommand root = Root(args);
            ParseResult call = Parse(root, args);
            Output output = new(terminal, call.GetValue(Json));
            try
            {
                return Run(root, call, terminal, output, interrupt);
            }
            catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
            {
                return Report(terminal, output, "stopped before anything was finished", ExitCode.Interrupted);
            }
            catch (Exception error)
            {
                if (call.GetValue(Verbose)) terminal.Error.WriteLine(error);
                return error switch
                {
                    UsageException => Report(terminal, output, error.Message, ExitCode.WrongCall),
                    FoveaException or IOException or UnauthorizedAccessException => Report(terminal, output, error.Message, ExitCode.Failed),
                    OutOfMemoryException => Report(terminal, output, "there is not enough memory for this\n  hint: a smaller --batch needs less", ExitCode.Failed),
                    _ => Report(terminal, output, $"internal error: {error.GetType().Name}: {error.Message}\n  hint: run it again with --verbose and report what it prints", ExitCode.Failed),
                };
            }
            finally
            {
                terminal.Out.Flush();
                terminal.Error.Flush();
            }
        }
    }

    /// <summary>All verbs, as the overview lists them.</summary>
    public static IReadOnlyList<Verb> AllVerbs() => [.. Verbs.Select(verb => verb.Make())];

    /// <summary>The verbs by name. One costs milliseconds to make, so a call that begins with a verb makes that one only.</summary>
    static readonly (string Name, Func<Verb> Make)[] Verbs =
    [
        ("train", () => new TrainVerb()),
        ("evaluate", () => new EvaluateVerb()),
        ("predict", () => new PredictVerb()),
        ("filter", () => new FilterVerb()),
        ("filters", () => new FiltersVerb()),
        ("histogram", () => new HistogramVerb()),
        ("compare", () => new CompareVerb()),
        ("show", () => new ShowVerb()),
        ("describe", () => new DescribeVerb()),
        ("run", () => new RunVerb()),
        ("export", () => new ExportVerb()),
        ("convert", () => new ConvertVerb()),
        ("data", () => new DataVerb()),
        ("models", () => new ModelsVerb()),
        ("gradcheck", () => new GradCheckVerb()),
        ("doctor", () => new DoctorVerb()),
    ];

    /// <summary>What a call says; nothing is done. A file of arguments (<c>@file</c>) is not read.</summary>
    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> args) => root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>The command with its options, and with the verb that a call begins with; with all of them where it begins with none.</summary>
    public static RootCommand Root(IReadOnlyList<string> args)
    {
        RootCommand root = new("Image filters and convolutional networks in pure C#, from a pixel to a trained network.") { Json, Verbose };
        string? first = args.Count > 0 ? args[0] : null;
        if (Array.Find(Verbs, verb => verb.Name == first).Make is { } make) root.Add(make());
        else
            foreach (Verb verb in AllVerbs()) root.Add(verb);
        foreach (Option option in root.Options)
        {
            if (option is HelpOption help) help.Description = "Show help";
            if (option is VersionOption version) version.Action = new ShowVersion();
        }
        return root;
    }

    static int Run(RootCommand root, ParseResult call, Terminal terminal, Output output, Interrupt interrupt)
    {
        Verb? verb = call.CommandResult.Command as Verb;
        InvocationConfiguration streams = new() { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        if (call.Action is HelpAction)
        {
            int code = call.Invoke(streams);
            if (verb is not null) ShowExamples(verb, terminal.Out);
            return code;
        }
        if (call.Tokens.All(token => token.Value is "--verbose"))
        {
            terminal.Out.WriteLine(Overview);
            return ExitCode.Success;
        }
        if (WrongCall.In(call, root) is { } wrong) throw wrong;
        return verb is null ? call.Invoke(streams) : verb.Execute(call, output, interrupt);
    }

    static void ShowExamples(Verb verb, TextWriter writer)
    {
        if (verb.Details is { } details) writer.WriteLine(details + Environment.NewLine);
        writer.WriteLine("Examples:");
        foreach (var (example, what) in verb.Examples) writer.WriteLine($"  {example}{Environment.NewLine}      {what}");
    }

    static int Report(Terminal terminal, Output output, string message, int code)
    {
        terminal.Error.WriteLine($"fovea: {message}");
        if (output is { IsJson: true, HasJson: false })
            output.Json(json =>
            {
                json.WriteString("error", message);
                json.WriteNumber("exitCode", code);
            });
        return code;
    }

    sealed class ShowVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult call)
        {
            string version = typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
            call.InvocationConfiguration.Output.WriteLine($"fovea {version.Split('+')[0]}");
            return ExitCode.Success;
        }
    }
}
