using System.CommandLine;
using System.Globalization;
using Fovea.Insight;
using Fovea.Layers;

namespace Fovea.Cli.Verbs;

/// <summary>Back-propagation against central differences.</summary>
sealed class GradCheckVerb : Verb
{
    readonly Argument<string?> what = new("MODEL|LAYER") { Arity = ArgumentArity.ZeroOrOne, Description = "A network or a kind of layer (Conv2d, BatchNorm2d, ...); without it all of them" };
    readonly Option<string?> seed = new("--seed") { HelpName = "N", Description = "What input, weights and choice of elements follow from (default 1)" };

    public GradCheckVerb() : base("gradcheck", "Compare back-propagation with central differences in double precision",
        ("fovea gradcheck", "every layer and the small networks"),
        ("fovea gradcheck Conv2d", "one kind of layer, with its options"),
        ("fovea gradcheck lenet5 --seed 7", "a network, from another seed"))
    {
        Add(what);
        Add(seed);
    }

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        ulong from = Seed(call.GetValue(seed));
        IReadOnlyList<LayerCase> cases = Find(call.GetValue(what));
        List<(LayerCase Case, IReadOnlyList<GradientError> Errors)> results = [];
        LiveProgress.Show(output, live =>
        {
            foreach (LayerCase row in cases)
            {
                live.Report("check", (double)results.Count / cases.Count, row.Name);
                using IDisposable scope = Initializer.Seed(from);
                results.Add((row, GradientCheck.Of(row.Make(), row.Input, from, row.Samples, interrupt.Token)));
            }
            return results.Count;
        });
        bool right = results.TrueForAll(result => result.Errors.All(error => error.IsRight));
        if (!output.IsJson) Write(results, call.GetValue(what) is not null, output);
        output.Json(json =>
        {
            json.WriteBoolean("right", right);
            json.WriteNumber("tolerance", GradientCheck.Tolerance);
            json.WriteStartArray("checks");
            foreach (var (row, errors) in results)
                foreach (GradientError error in errors)
                {
                    json.WriteStartObject();
                    json.WriteString("case", row.Name);
                    json.WriteString("of", error.Name);
                    json.WriteShape("shape", error.Shape);
                    json.WriteNumber("checked", error.Checked);
                    json.WriteFinite("largestError", error.Largest);
                    json.WriteFinite("unexplainedError", error.Unexplained);
                    json.WriteBoolean("right", error.IsRight);
                    json.WriteEndObject();
                }
            json.WriteEndArray();
        });
        return right ? ExitCode.Success : ExitCode.Failed;
    }

    static IReadOnlyList<LayerCase> Find(string? name)
    {
        if (name is null) return LayerCase.All;
        LayerCase[] found = [.. LayerCase.All.Where(row => Kind(row).Equals(name, StringComparison.OrdinalIgnoreCase) || row.Name == name)];
        return found.Length > 0 ? found : throw UsageException.From(Suggestion.Unknown("model or layer", name, [.. LayerCase.All.Select(Kind).Distinct()]));
    }

    static string Kind(LayerCase row) => row.Name.Split(' ')[0];

    /// <summary>Every tensor where one layer or network was asked for, else the worst of each.</summary>
    static void Write(List<(LayerCase Case, IReadOnlyList<GradientError> Errors)> results, bool each, Output output)
    {
        Listing listing = new("layer or network", each ? "gradient of" : "worst gradient", "shape", ">elements checked", ">largest error", "");
        foreach (var (row, errors) in results)
        {
            GradientError worst = errors.MaxBy(error => (error.Unexplained, error.Largest))!;
            foreach (GradientError error in each ? errors : [worst])
                listing.Add(!each || error == errors[0] ? row.Name : "", error.Name, error.Shape.ToString(), $"{(each ? error.Checked : errors.Sum(other => other.Checked))}",
                    error.Largest.ToString("0.0e+00", CultureInfo.InvariantCulture), error.IsRight ? "" : $"WRONG: {Figures.Short(error.Analytic)} instead of {Figures.Short(error.Numeric)} at {error.At}");
        }
        listing.Write(output);
        output.Line();
        string limit = $"relative error, allowed up to {Figures.Short(GradientCheck.Tolerance)} beyond what rounding explains";
        int wrong = results.Sum(result => result.Errors.Count(error => !error.IsRight));
        output.Line(wrong == 0 ? $"All gradients are right ({limit})." : $"{wrong} gradients are wrong ({limit}).");
    }

    static ulong Seed(string? text)
    {
        if (text is null) return 1;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)) return number;
        throw new UsageException($"--seed is {text}, but must be a whole number of at least 0");
    }
}
