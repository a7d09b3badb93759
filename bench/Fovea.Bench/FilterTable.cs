using System.Text.Json;
using Fovea.Imaging;

namespace Fovea.Bench;

/// <summary>
/// Times classic filters on pictures of 3840x2160, ours and a peer's in turn, case by case and round by round. The result is let go after every call, by both, or with <c>--reuse</c> ours goes into the same
/// image every time. Cases are chosen by words in their names.
/// </summary>
static class FilterTable
{
    const int Runs = 9;

    /// <summary>Until all code is compiled for good.</summary>
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.4);

    public static int Run(string[] args)
    {
        BenchOptions options = new(args, [("--peer", "OpenCV")], "--reuse");
        FilterCase[] cases = [.. FilterCase.All.Where(one => options.Cases.Count == 0 || options.Cases.Any(word => one.Name.Contains(word, StringComparison.Ordinal)))];
        if (cases.Length == 0) throw new FoveaException($"no case has {string.Join(" or ", options.Cases)} in its name", $"known: {string.Join(", ", FilterCase.All.Select(one => one.Name))}");
        Comparison table = new("ms", options, "pipeline");
        // A kind of picture at a time, so that a hundred megabytes of the others are not in the way.
        foreach (IGrouping<string, FilterCase> kind in cases.GroupBy(one => one.Kind))
        {
            Image picture = FilterCase.Picture(kind.Key);
            foreach (FilterCase one in kind)
            {
                Action run = one.Prepare(picture, options.Has("--reuse"));
                Comparison.Row row = table[one.Name];
                row.Detail = one.Shown;
                for (int round = 0; round < options.Rounds; round++)
                {
                    row.Ours.Add(Timing.Median(run, Runs, WarmUp));
                    foreach (PeerCommand peer in options.Peers)
                        foreach (JsonElement figure in peer.Ask(one.Name))
                            if (figure.GetProperty("case").GetString() == one.Name) row.Add(peer.Name, figure.GetProperty("ms").GetDouble());
                }
                Console.Error.WriteLine(one.Name);
            }
        }
        table.Write();
        return 0;
    }
}
