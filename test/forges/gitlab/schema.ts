/** The part of GitLab's published schema that is asked for, with its names and nullability (docs.gitlab.com/api/graphql/reference). */
export const SCHEMA = `
scalar BigInt
enum MergeRequestSort { CREATED_ASC CREATED_DESC UPDATED_ASC UPDATED_DESC }
enum MergeRequestState { merged opened closed locked all }
enum PipelineStatusEnum { CREATED WAITING_FOR_RESOURCE PREPARING PENDING RUNNING FAILED SUCCESS CANCELED CANCELING SKIPPED MANUAL SCHEDULED }

type PageInfo { hasNextPage: Boolean! endCursor: String }
type Project {
  id: ID! fullPath: ID! webUrl: String visibility: String archived: Boolean isForked: Boolean! forksCount: Int! topics: [String!]
  repository: Repository
  mergeRequests(sourceBranches: [String!], state: MergeRequestState, sort: MergeRequestSort = CREATED_DESC, first: Int, after: String): MergeRequestConnection
  pipelines(sha: String, first: Int, after: String): PipelineConnection
}
type ProjectConnection { count: Int! nodes: [Project] pageInfo: PageInfo! }
type Namespace {
  projects(includeSubgroups: Boolean = false, search: String, first: Int, after: String): ProjectConnection!
}
type Repository {
  exists: Boolean! rootRef: String
  tree(path: String = "", recursive: Boolean = false, ref: String): Tree
  blobs(paths: [String!]!, ref: String, first: Int, after: String): RepositoryBlobConnection
}
type Commit { sha: String! }
type Tree {
  lastCommit: Commit
  blobs(first: Int, after: String): BlobConnection!
  trees(first: Int, after: String): TreeEntryConnection!
}
type Blob { path: String! sha: String! mode: String }
type BlobConnection { nodes: [Blob] pageInfo: PageInfo! }
type TreeEntry { path: String! sha: String! }
type TreeEntryConnection { nodes: [TreeEntry] pageInfo: PageInfo! }
type RepositoryBlob { path: String! oid: String! mode: String size: BigInt rawTextBlob: String }
type RepositoryBlobConnection { nodes: [RepositoryBlob] pageInfo: PageInfo! }
type MergeRequest {
  iid: String! webUrl: String state: MergeRequestState! title: String! description: String draft: Boolean! diffHeadSha: String
  sourceProjectId: Int targetProjectId: Int!
}
type MergeRequestConnection { nodes: [MergeRequest] pageInfo: PageInfo! }
type Pipeline { status: PipelineStatusEnum! source: String ref: String }
type PipelineConnection { nodes: [Pipeline] pageInfo: PageInfo! }
type User { id: ID! username: String! }
type UserConnection { nodes: [User] pageInfo: PageInfo! }

type Query {
  namespace(fullPath: ID!): Namespace
  projects(ids: [ID!], fullPaths: [String!], search: String, searchNamespaces: Boolean, membership: Boolean, topics: [String!], sort: String = "id_desc", first: Int, after: String): ProjectConnection
  users(usernames: [String!], first: Int, after: String): UserConnection
}
`;
