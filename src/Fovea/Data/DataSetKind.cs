namespace Fovea.Data;

/// <summary>Where the samples of a registered data set come from.</summary>
public enum DataSetKind
{
    /// <summary>They are made by the program; there are no files.</summary>
    Generated,

    /// <summary>Published files, which are downloaded once where they are not on the machine.</summary>
    Published,

    /// <summary>Files of the user, in a folder that has to be named; sizes, classes and counts are those of what lies there.</summary>
    Own,
}
