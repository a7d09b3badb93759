using System.Globalization;

namespace Fovea.Bench;

/// <summary>What the tables that compare with peers take: peers, rounds, a quick form, and the names of cases.</summary>
sealed class BenchOptions
{
    readonly Dictionary<string, PeerCommand> peers = [];

    /// <summary>Reads the arguments.</summary>
    /// <param name="args">The arguments behind the table's name.</param>
    /// <param name="peerOptions">The options that name a peer's command, and what the peer is called.</param>
    public BenchOptions(string[] args, params (string Option, string Name)[] peerOptions)
    {
        List<string> cases = [];
        for (int i = 0; i < args.Length; i++)
        {
            string Value() => ++i < args.Length ? args[i] : throw new FoveaException($"{args[^1]} needs a value");
            if (Array.Find(peerOptions, option => option.Option == args[i]) is { Option: not null } peer) peers[peer.Name] = new PeerCommand(peer.Name, Value());
            else if (args[i] == "--rounds")
                Rounds = int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) && rounds > 0 ? rounds : throw new FoveaException($"--rounds {args[i]}: not a number of rounds");
            else if (args[i] == "--quick") (IsQuick, Rounds) = (true, 1);
            else if (args[i].StartsWith('-')) throw new FoveaException($"{args[i]}: no such option", $"known: {string.Join(", ", peerOptions.Select(option => option.Option))}, --rounds N, --quick");
            else cases.Add(args[i]);
        }
        Cases = cases;
    }

    /// <summary>How often ours and the peers are measured, in turn.</summary>
    public int Rounds { get; } = 3;

    /// <summary>Whether figures are wanted within a minute: fewer cases, one round.</summary>
    public bool IsQuick { get; }

    /// <summary>The cases that are wanted; all where none is named.</summary>
    public IReadOnlyList<string> Cases { get; }

    /// <summary>The peers that were named.</summary>
    public IReadOnlyCollection<PeerCommand> Peers => peers.Values;

    /// <summary>Whether a case is wanted.</summary>
    public bool Wants(string name) => Cases.Count == 0 || Cases.Contains(name);
}
