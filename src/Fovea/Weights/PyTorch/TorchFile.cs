using System.Collections.Immutable;

namespace Fovea.Weights;

/// <summary>
/// A state file of PyTorch (<c>.pth</c>, <c>.pt</c>) as <c>torch.save</c> writes it since version 1.6: a zip archive with a pickle that describes tensors, and their bytes.
/// The pickle is read without executing anything: only tensors, dictionaries, lists, numbers and text are taken, any other name in it is refused.
/// </summary>
/// <remarks>
/// The weights are the dictionary itself, or, where its values are no tensors, the one that it has under a usual name (<see cref="Section"/>); what stands beside that, such
/// as the state of an optimiser, is left aside.
/// </remarks>
public sealed class TorchFile : WeightFile
{
    private const string PickleName = "/data.pkl";
    private const long LongestPickle = 1 << 26;

    private readonly Dictionary<string, WeightEntry> byName = new(StringComparer.Ordinal);

    private TorchFile(MappedFile file, StateDictionary state) : base(file)
    {
        Section = state.Section;
        foreach (var (name, tensor) in state.Tensors)
            byName.Add(name, new WeightEntry(name, tensor.Type, tensor.Shape, tensor.Offset, tensor.Strides));
        Entries = [.. byName.Values];
    }

    /// <inheritdoc/>
    public override string Format => Section.Length == 0 ? "PyTorch" : $"PyTorch, in '{Section}'";

    /// <summary>Under which name of the outermost dictionary the weights stand, such as <c>state_dict</c>; empty where they are that dictionary.</summary>
    public string Section { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Metadata { get; } = ImmutableDictionary<string, string>.Empty;

    /// <inheritdoc/>
    public override ImmutableArray<WeightEntry> Entries { get; }

    private protected override IReadOnlyDictionary<string, WeightEntry> ByName => byName;

    /// <summary>Opens a file, reads its pickle and checks every tensor. Dispose closes the file.</summary>
    /// <exception cref="BadFileException">The file does not exist, is damaged, is of another kind, or its pickle asks for something else than weights.</exception>
    public static new TorchFile Open(string path)
    {
        MappedFile file = MappedFile.Open(path);
        try
        {
            return Open(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal static TorchFile Open(MappedFile file)
    {
        ZipDirectory archive = ZipDirectory.Read(file);
        string root = Root(file, archive);
        if (archive.Names.Contains($"{root}/constants.pkl"))
            throw new BadFileException(file.Path, "is a TorchScript program, not a file of weights",
                hint: "in Python, write torch.save(torch.jit.load(FILE).state_dict(), 'weights.pth')");
        if (archive.Find($"{root}/byteorder") is { } order)
        {
            byte[] text = new byte[Math.Min(order.Length, 16)];
            file.Read(text, order.Begin);
            if (!text.AsSpan().SequenceEqual("little"u8))
                throw new BadFileException(file.Path, "its numbers do not lie in the order 'little', lowest byte first", order.Begin, "load it in Python and write it again with torch.save on an ordinary machine");
        }
        ZipRecord record = archive.Find(root + PickleName)!.Value;
        if (record.Length > LongestPickle) throw new BadFileException(file.Path, $"its pickle has {record.Length} bytes, the limit is {LongestPickle}", record.Begin);
        byte[] pickle = new byte[record.Length];
        file.Read(pickle, record.Begin);
        object? value = Pickle.Read(file.Path, pickle, record.Begin, new TorchObjects(file.Path, root, archive));
        return new TorchFile(file, StateDictionary.Of(file.Path, value));
    }

    /// <summary>The folder within the archive that holds everything.</summary>
    private static string Root(MappedFile file, ZipDirectory archive)
    {
        string[] roots = [.. archive.Names.Where(name => name.EndsWith(PickleName, StringComparison.Ordinal) && name.IndexOf('/') == name.Length - PickleName.Length).Select(name => name[..^PickleName.Length])];
        if (roots.Length == 1) return roots[0];
        bool Has(string ending) => archive.Names.Any(name => name.EndsWith(ending, StringComparison.Ordinal));
        string what = Has(".npy") ? ", it is an archive of NumPy arrays (.npz)" : Has(".h5") ? ", it is a model of Keras" : "";
        throw new BadFileException(file.Path, roots.Length == 0 ? $"is a zip archive, but no file of PyTorch: there is no data.pkl in a folder of it{what}" : "is a zip archive with several data.pkl");
    }
}
