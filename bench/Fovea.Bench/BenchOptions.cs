using System.Globalization;
using Fovea.Compute;

namespace Fovea.Bench;

/// <summary>What the tables that compare with peers take: peers, rounds, threads, a quick form, and the names of cases.</summary>
sealed class BenchOptions
{
    readonly Dictionary<string, PeerCommand> peers = [];
    readonly HashSet<string> given = [];

    /// <summary>Reads the arguments, and sets the number of threads where one is given.</summary>
    /// <param name="args">The arguments behind the table's name.</param>
    /// <param name="peerOptions">The options that name a peer's command, and what the peer is called.</param>
    /// <param name="flags">Further options, which take no value.</param>
    public BenchOptions(string[] args, IReadOnlyList<(string Option, string Name)> peerOptions, params string[] flags)
    {
        List<string> cases = [];
        for (int i = 0; i < args.Length; i++)
        {
            string Value() => ++i < args.Length ? args[i] : throw new FoveaException($"{args[^1]} needs a value");
            int Number() => int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : throw new FoveaException($"{args[i - 1]} {args[i]}: not a number from 1");
            if (peerOptions.FirstOrDefault(option => option.Option == args[i]) is { Option: not null } peer) peers[peer.Name] = new PeerCommand(peer.Name, Value());
            else if (args[i] == "--rounds") Rounds = Number();
            else if (args[i] == "--threads") Workers.Threads = Number();
            else if (args[i] == "--quick") (IsQuick, Rounds) = (true, 1);
            else if (args[i] == "--json") IsJson = true;
            else if (flags.Contains(args[i])) given.Add(args[i]);
            else if (args[i].StartsWith('-'))
                throw new FoveaException($"{args[i]}: no such option", $"known: {string.Join(", ", [.. peerOptions.Select(option => $"{option.Option} COMMAND"), "--rounds N", "--threads N", "--quick", "--json", .. flags])}");
            else cases.Add(args[i]);
        }
        Cases = cases;
    }

    /// <summary>How often ours and the peers are measured, in turn.</summary>
    public int Rounds { get; } = 3;

    /// <summary>Whether figures are wanted within a minute: fewer cases, one round.</summary>
    public bool IsQuick { get; }

    /// <summary>Whether the table is printed as JSON.</summary>
    public bool IsJson { get; }

    /// <summary>The cases that are wanted; all where none is named.</summary>
    public IReadOnlyList<string> Cases { get; }

    /// <summary>The peers that were named.</summary>
    public IReadOnlyCollection<PeerCommand> Peers => peers.Values;

    /// <summary>Whether a case is wanted.</summary>
    public bool Wants(string name) => Cases.Count == 0 || Cases.Contains(name);

    /// <summary>Whether a flag is given.</summary>
    public bool Has(string flag) => given.Contains(flag);
}
