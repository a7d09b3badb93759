namespace Fovea.Data;

/// <summary>A file of a published data set.</summary>
/// <param name="Name">The name of the plain file; the packed one ends in <c>.gz</c>.</param>
/// <param name="PackedLength">Bytes of the packed file as published.</param>
/// <param name="Sha256">SHA-256 of the unpacked file: the same however the file is packed.</param>
internal sealed record PublishedFile(string Name, int PackedLength, string Sha256)
{
    public string PackedName => Name + ".gz";

    /// <summary>
    /// The file in a folder, packed or plain, or null where it is missing. The form with a dot (<c>train-images.idx3-ubyte</c>) is what
    /// some programs make of the name when they unpack.
    /// </summary>
    public string? FindIn(string folder)
    {
        string dotted = Name.Replace("-idx", ".idx", StringComparison.Ordinal);
        string[] names = [PackedName, Name, dotted + ".gz", dotted];
        return names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <exception cref="BadFileException">The content is not the published one.</exception>
    public void Verify(string path, IdxFile content)
    {
        string sum = content.Sha256();
        if (sum == Sha256) return;
        // The sets of this kind have files of the same names, so the likeliest mistake is the folder of another one.
        string? known = PublishedImages.All
            .SelectMany(set => set.Files.Where(file => file.Sha256 == sum).Select(file => $"{file.Name} of {set.Name}"))
            .FirstOrDefault();
        throw new BadFileException(path, $"is not the published {Name}: SHA-256 of the unpacked file is {sum}, published is {Sha256}",
            hint: known is null ? "get the file again; if the change is meant, --allow-modified (in code: AllowModified) takes it" : $"this is {known}");
    }
}
